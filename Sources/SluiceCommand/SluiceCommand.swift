// SluiceCommand
