namespace ActiveActive.Benchmarks;

/// <summary>What every benchmark is run with.</summary>
/// <param name="Pairs">Rounds; the plan asks for at least 30.</param>
/// <param name="Slice">Length of one slice.</param>
/// <param name="Callers">Concurrent callers.</param>
/// <param name="Seed">Of the order of slices and the bootstrap.</param>
/// <param name="Folder">Where results are written.</param>
internal sealed record BenchmarkOptions(int Pairs, TimeSpan Slice, int Callers, int Seed, string Folder);
