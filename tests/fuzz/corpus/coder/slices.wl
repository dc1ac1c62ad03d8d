NetEncoder[{"Image3D", 2}][Image3D[{Image[{{0, 1}}], "a.png", Image[{{1}}]}]]
