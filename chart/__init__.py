"""The production form for Kubernetes: `make chart` checks it with Helm and the schemas of Kubernetes.

    tawasul/   the chart: templates that only fill in values, and what they are unless somebody says otherwise
    helm/      the Go module that pins Helm
    render     the templates filled in without Helm, for tests
    validate   manifests against the schemas of Kubernetes

It says what docker-compose.yml says: tests hold one against the other. Nothing of it is in what production installs.
"""
