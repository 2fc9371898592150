// Archiving
