// SemanticVersioning
