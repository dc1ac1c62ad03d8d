f = Set; f[x]; Block[{Set[]}, 1]
