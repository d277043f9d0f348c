"""Who acts and looks: their authority, their language, and the views they leave behind."""
