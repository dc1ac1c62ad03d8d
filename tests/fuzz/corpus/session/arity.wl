f = Set
f[x]
f[]
