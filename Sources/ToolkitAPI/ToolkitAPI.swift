// ToolkitAPI
