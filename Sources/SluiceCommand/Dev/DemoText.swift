/// The words of the walk-through.
enum DemoText {
    static func introduction(copy: String, url: String) -> String {
        """
        GitOps in five minutes
        ======================
        A Git repository says what shall run; controllers keep the cluster that way. Here is such a repository, served at
          \(url)
        and a working copy of it to change things in:
          \(copy)

        Two objects tell the controllers about it: a GitRepository (where to fetch from) and a Kustomization (which directory
        to apply). That one applies three more: infrastructure first, then staging, then production.
        """
    }

    static func whatNext(program: String, kubeconfig: String, copy: String, kube: String) -> String {
        """

        What to try, in another terminal
        ================================
          export KUBECONFIG=\(kubeconfig)
          export PATH="\(folder(of: program)):$PATH"

        1. Push a change and watch it arrive. The repository is looked at every 5 seconds:

             cd \(copy)
             sed -i 's/storefront:1.4.0/storefront:1.5.0/' apps/base/deployment.yaml
             sed -i 's/count: 3/count: 4/' apps/production/kustomization.yaml
             git commit -am "Scale production to four" && git push
             sluice get kustomizations --watch            # Ctrl-C ends it

           Who does not want to wait:  sluice reconcile kustomization production --with-source

        2. Break something by hand and watch it heal:

             \(kube) delete deployment storefront -n production
             \(kube) get deployments -n production
             sluice events --for Kustomization/production

        3. Delete a file and watch what it described being pruned:

             cd \(copy)
             git rm apps/production/disruption-budget.yaml
             sed -i '/disruption-budget/d' apps/production/kustomization.yaml
             git commit -am "Drop the disruption budget" && git push
             sluice tree kustomization cluster

        4. Make a mistake. What runs goes on running, and the message says where the mistake is:

             cd \(copy)
             echo 'replicas: [' >> apps/base/deployment.yaml
             git commit -am "Oops" && git push
             sluice get kustomizations
             git revert --no-edit HEAD && git push

        5. Look around:

             sluice get all                               # what is reconciled
             sluice trace deployment/storefront -n staging # where an object comes from
             sluice diff kustomization staging --path \(copy)/apps/staging
             sluice suspend kustomization staging          # leave it alone for a while; then resume
             sluice logs -A

        This terminal says what happens. Ctrl-C ends everything; started again, it goes on where it stopped.

        """
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return String(path[..<slash])
    }
}
