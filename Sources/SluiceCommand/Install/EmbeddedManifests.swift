// Written by SLUICE_RECORD=1 swift test --filter EmbeddedFilesTests from manifests/ and config/. Do not edit.
// swift-format-ignore-file

/// The manifests of an installation, by their paths in the repository. Definitions are not here: types make them.
enum EmbeddedManifests {
    static let files: [String: String] = [
        "config/kustomize-controller/crd/kustomization.yaml": ##"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - kustomize.toolkit.fluxcd.io_kustomizations.yaml

            """##,
        "config/kustomize-controller/kustomization.yaml": ##"""
            # Everything that belongs to the kustomize-controller alone.
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - crd
            - rbac
            - manager
            labels:
            - pairs:
                app.kubernetes.io/component: kustomize-controller
              includeTemplates: true

            """##,
        "config/kustomize-controller/manager/deployment.yaml": ##"""
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: kustomize-controller
              labels:
                control-plane: controller
            spec:
              replicas: 1
              selector:
                matchLabels:
                  app: kustomize-controller
              template:
                metadata:
                  labels:
                    app: kustomize-controller
                  annotations:
                    prometheus.io/port: "8080"
                    prometheus.io/scrape: "true"
                spec:
                  serviceAccountName: kustomize-controller
                  priorityClassName: system-cluster-critical
                  terminationGracePeriodSeconds: 60
                  nodeSelector:
                    kubernetes.io/os: linux
                  securityContext:
                    fsGroup: 1337 # lets the process read projected identity tokens
                  containers:
                  - name: manager
                    image: sluice/kustomize-controller
                    imagePullPolicy: IfNotPresent
                    # Install tools change arguments by their place in this list.
                    args:
                    - --events-addr=
                    - --watch-all-namespaces=true
                    - --log-level=info
                    - --log-encoding=json
                    - --enable-leader-election
                    env:
                    - name: RUNTIME_NAMESPACE
                      valueFrom:
                        fieldRef:
                          fieldPath: metadata.namespace
                    ports:
                    - name: http-prom
                      containerPort: 8080
                      protocol: TCP
                    - name: healthz
                      containerPort: 9440
                      protocol: TCP
                    livenessProbe:
                      httpGet:
                        port: healthz
                        path: /healthz
                    readinessProbe:
                      httpGet:
                        port: healthz
                        path: /readyz
                    resources:
                      requests:
                        cpu: 100m
                        memory: 64Mi
                      limits:
                        cpu: 1000m
                        memory: 1Gi
                    securityContext:
                      allowPrivilegeEscalation: false
                      readOnlyRootFilesystem: true
                      runAsNonRoot: true
                      capabilities:
                        drop:
                        - ALL
                      seccompProfile:
                        type: RuntimeDefault
                    volumeMounts:
                    - name: temp
                      mountPath: /tmp
                  volumes:
                  - name: temp
                    emptyDir: {}

            """##,
        "config/kustomize-controller/manager/kustomization.yaml": ##"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - deployment.yaml
            images:
            - name: sluice/kustomize-controller
              newTag: v0.1.0

            """##,
        "config/kustomize-controller/rbac/kustomization.yaml": ##"""
            # The roles stand in manifests/rbac: the controllers share them.
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - service_account.yaml

            """##,
        "config/kustomize-controller/rbac/service_account.yaml": ##"""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: kustomize-controller

            """##,
        "config/source-controller/crd/kustomization.yaml": ##"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - source.toolkit.fluxcd.io_gitrepositories.yaml

            """##,
        "config/source-controller/kustomization.yaml": ##"""
            # Everything that belongs to the source-controller alone.
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - crd
            - rbac
            - manager
            labels:
            - pairs:
                app.kubernetes.io/component: source-controller
              includeTemplates: true

            """##,
        "config/source-controller/manager/deployment.yaml": ##"""
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: source-controller
              labels:
                control-plane: controller
            spec:
              replicas: 1
              strategy:
                type: Recreate # one writer of the storage at a time
              selector:
                matchLabels:
                  app: source-controller
              template:
                metadata:
                  labels:
                    app: source-controller
                  annotations:
                    prometheus.io/port: "8080"
                    prometheus.io/scrape: "true"
                spec:
                  serviceAccountName: source-controller
                  priorityClassName: system-cluster-critical
                  terminationGracePeriodSeconds: 10
                  nodeSelector:
                    kubernetes.io/os: linux
                  securityContext:
                    fsGroup: 1337 # lets the process read projected identity tokens
                  containers:
                  - name: manager
                    image: sluice/source-controller
                    imagePullPolicy: IfNotPresent
                    # Install tools change arguments by their place in this list.
                    args:
                    - --events-addr=
                    - --watch-all-namespaces=true
                    - --log-level=info
                    - --log-encoding=json
                    - --enable-leader-election
                    - --storage-path=/data
                    - --storage-adv-addr=source-controller.$(RUNTIME_NAMESPACE).svc.cluster.local.
                    env:
                    - name: RUNTIME_NAMESPACE
                      valueFrom:
                        fieldRef:
                          fieldPath: metadata.namespace
                    - name: TUF_ROOT # where keys for signature checks are kept
                      value: /tmp/.sigstore
                    ports:
                    - name: http
                      containerPort: 9090
                      protocol: TCP
                    - name: http-prom
                      containerPort: 8080
                      protocol: TCP
                    - name: healthz
                      containerPort: 9440
                      protocol: TCP
                    livenessProbe:
                      httpGet:
                        port: healthz
                        path: /healthz
                    readinessProbe:
                      httpGet:
                        port: http
                        path: /
                    resources:
                      requests:
                        cpu: 50m
                        memory: 64Mi
                      limits:
                        cpu: 1000m
                        memory: 1Gi
                    securityContext:
                      allowPrivilegeEscalation: false
                      readOnlyRootFilesystem: true
                      runAsNonRoot: true
                      capabilities:
                        drop:
                        - ALL
                      seccompProfile:
                        type: RuntimeDefault
                    volumeMounts:
                    - name: data
                      mountPath: /data
                    - name: tmp
                      mountPath: /tmp
                  volumes:
                  - name: data
                    emptyDir: {}
                  - name: tmp
                    emptyDir: {}

            """##,
        "config/source-controller/manager/kustomization.yaml": ##"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - deployment.yaml
            - service.yaml
            images:
            - name: sluice/source-controller
              newTag: v0.1.0

            """##,
        "config/source-controller/manager/service.yaml": ##"""
            apiVersion: v1
            kind: Service
            metadata:
              name: source-controller
              labels:
                control-plane: controller
            spec:
              type: ClusterIP
              selector:
                app: source-controller
              ports:
              - name: http
                port: 80
                protocol: TCP
                targetPort: http

            """##,
        "config/source-controller/rbac/kustomization.yaml": ##"""
            # The roles stand in manifests/rbac: the controllers share them.
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - service_account.yaml

            """##,
        "config/source-controller/rbac/service_account.yaml": ##"""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: source-controller

            """##,
        "manifests/crds/kustomization.yaml": ##"""
            # The CustomResourceDefinitions alone.
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - ../../config/source-controller/crd
            - ../../config/kustomize-controller/crd
            labels:
            - pairs:
                app.kubernetes.io/instance: flux-system
                app.kubernetes.io/version: v0.1.0

            """##,
        "manifests/install/kustomization.yaml": ##"""
            # A whole installation: kubectl apply --server-side -k manifests/install
            # A further controller is one more line below resources.
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            namespace: flux-system
            resources:
            - namespace.yaml
            - ../policies
            - ../rbac
            - ../../config/source-controller
            - ../../config/kustomize-controller
            labels:
            - pairs:
                app.kubernetes.io/instance: flux-system
                app.kubernetes.io/part-of: flux
                app.kubernetes.io/version: v0.1.0
              includeTemplates: true

            """##,
        "manifests/install/namespace.yaml": ##"""
            apiVersion: v1
            kind: Namespace
            metadata:
              name: flux-system
              labels:
                pod-security.kubernetes.io/warn: restricted
                pod-security.kubernetes.io/warn-version: latest

            """##,
        "manifests/policies/allow-egress.yaml": ##"""
            # Controllers reach everything and one another; from elsewhere nothing comes in.
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: allow-egress
            spec:
              podSelector: {}
              policyTypes:
              - Ingress
              - Egress
              ingress:
              - from:
                - podSelector: {}
              egress:
              - {}

            """##,
        "manifests/policies/allow-scraping.yaml": ##"""
            # Metrics may be read from any namespace.
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: allow-scraping
            spec:
              podSelector: {}
              policyTypes:
              - Ingress
              ingress:
              - from:
                - namespaceSelector: {}
                ports:
                - port: 8080
                  protocol: TCP

            """##,
        "manifests/policies/allow-webhooks.yaml": ##"""
            # Webhook receivers may be called from any namespace, which is where an ingress runs.
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: allow-webhooks
            spec:
              podSelector:
                matchLabels:
                  app: notification-controller
              policyTypes:
              - Ingress
              ingress:
              - from:
                - namespaceSelector: {}
                ports:
                - port: 9292
                  protocol: TCP

            """##,
        "manifests/policies/kustomization.yaml": ##"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - allow-egress.yaml
            - allow-scraping.yaml
            - allow-webhooks.yaml

            """##,
        "manifests/rbac/controller.yaml": ##"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: crd-controller
            rules:
            # What the toolkit owns.
            - apiGroups:
              - source.toolkit.fluxcd.io
              - kustomize.toolkit.fluxcd.io
              - helm.toolkit.fluxcd.io
              - notification.toolkit.fluxcd.io
              - image.toolkit.fluxcd.io
              - source.extensions.fluxcd.io
              resources:
              - "*"
              verbs:
              - "*"
            # What specs refer to.
            - apiGroups:
              - ""
              resources:
              - namespaces
              - secrets
              - configmaps
              - serviceaccounts
              verbs:
              - get
              - list
              - watch
            - apiGroups:
              - ""
              resources:
              - events
              verbs:
              - create
              - patch
            # Leader election.
            - apiGroups:
              - ""
              resources:
              - configmaps
              verbs:
              - get
              - list
              - watch
              - create
              - update
              - patch
              - delete
            - apiGroups:
              - ""
              resources:
              - configmaps/status
              verbs:
              - get
              - update
              - patch
            - apiGroups:
              - coordination.k8s.io
              resources:
              - leases
              verbs:
              - get
              - list
              - watch
              - create
              - update
              - patch
              - delete
            # Workload identity of single objects.
            - apiGroups:
              - ""
              resources:
              - serviceaccounts/token
              verbs:
              - create
            # Whether the API server limits the rate itself.
            - nonResourceURLs:
              - /livez/ping
              verbs:
              - head
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: crd-controller
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: crd-controller
            subjects:
            - kind: ServiceAccount
              name: kustomize-controller
              namespace: flux-system
            - kind: ServiceAccount
              name: helm-controller
              namespace: flux-system
            - kind: ServiceAccount
              name: source-controller
              namespace: flux-system
            - kind: ServiceAccount
              name: notification-controller
              namespace: flux-system
            - kind: ServiceAccount
              name: image-reflector-controller
              namespace: flux-system
            - kind: ServiceAccount
              name: image-automation-controller
              namespace: flux-system
            - kind: ServiceAccount
              name: source-watcher
              namespace: flux-system

            """##,
        "manifests/rbac/edit.yaml": ##"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: flux-edit
              labels:
                rbac.authorization.k8s.io/aggregate-to-edit: "true"
                rbac.authorization.k8s.io/aggregate-to-admin: "true"
            rules:
            - apiGroups:
              - source.toolkit.fluxcd.io
              - kustomize.toolkit.fluxcd.io
              - helm.toolkit.fluxcd.io
              - notification.toolkit.fluxcd.io
              - image.toolkit.fluxcd.io
              - source.extensions.fluxcd.io
              resources:
              - "*"
              verbs:
              - create
              - delete
              - deletecollection
              - patch
              - update

            """##,
        "manifests/rbac/kustomization.yaml": ##"""
            # The suffix is the namespace of the installation.
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            nameSuffix: -flux-system
            resources:
            - controller.yaml
            - edit.yaml
            - reconciler.yaml
            - resource_quota.yaml
            - view.yaml

            """##,
        "manifests/rbac/reconciler.yaml": ##"""
            # The controllers that apply what users wrote; with impersonation the rights are those of the user's account.
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: cluster-reconciler
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: cluster-admin
            subjects:
            - kind: ServiceAccount
              name: kustomize-controller
              namespace: flux-system
            - kind: ServiceAccount
              name: helm-controller
              namespace: flux-system

            """##,
        "manifests/rbac/resource_quota.yaml": ##"""
            # Lets pods of the critical priority classes run outside kube-system on clusters that forbid it otherwise.
            apiVersion: v1
            kind: ResourceQuota
            metadata:
              name: critical-pods
            spec:
              hard:
                pods: "1000"
              scopeSelector:
                matchExpressions:
                - scopeName: PriorityClass
                  operator: In
                  values:
                  - system-node-critical
                  - system-cluster-critical

            """##,
        "manifests/rbac/view.yaml": ##"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: flux-view
              labels:
                rbac.authorization.k8s.io/aggregate-to-view: "true"
                rbac.authorization.k8s.io/aggregate-to-edit: "true"
                rbac.authorization.k8s.io/aggregate-to-admin: "true"
            rules:
            - apiGroups:
              - source.toolkit.fluxcd.io
              - kustomize.toolkit.fluxcd.io
              - helm.toolkit.fluxcd.io
              - notification.toolkit.fluxcd.io
              - image.toolkit.fluxcd.io
              - source.extensions.fluxcd.io
              resources:
              - "*"
              verbs:
              - get
              - list
              - watch

            """##,
    ]
}
