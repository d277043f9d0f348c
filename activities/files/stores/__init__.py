"""Where sealed files are kept: a folder, or a store that speaks S3. Each is named by the hash of its sealed bytes."""
