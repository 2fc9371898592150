internal import SourceController

await SourceController.run()
