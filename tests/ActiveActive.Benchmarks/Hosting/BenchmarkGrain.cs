using Orleans.Concurrency;

namespace ActiveActive.Benchmarks.Hosting;

[Alias("bench.IBenchmarkGrain")]
public interface IBenchmarkGrain : IGrainWithIntegerKey
{
    [ReadOnly, Alias("Echo")]
    ValueTask<int> Echo(int value);
}

public sealed class BenchmarkGrain : Grain, IBenchmarkGrain
{
    public ValueTask<int> Echo(int value) => new(value);
}
