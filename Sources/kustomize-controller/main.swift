internal import KustomizeController

await KustomizeController.run()
