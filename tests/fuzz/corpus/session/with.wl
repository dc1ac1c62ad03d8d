With[{Set[a]}, a]; f[]; Set[]
