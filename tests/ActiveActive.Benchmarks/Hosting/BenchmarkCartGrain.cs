using Shop.Contracts;

namespace ActiveActive.Benchmarks.Hosting;

/// <summary>A cart of three lines and no store: what is measured is the way to it.</summary>
public sealed class BenchmarkCartGrain : Grain, ICartGrain
{
    private static readonly Cart Three = new([new CartLine("sku-1", 1), new CartLine("sku-2", 2), new CartLine("sku-3", 3)], 3);

    public Task<Cart> Get(CancellationToken cancellationToken = default) => Task.FromResult(Three);

    public Task<Cart> Add(CartLine line, OperationId operation = default, CancellationToken cancellationToken = default) => Task.FromResult(Three);

    public Task<Cart> Remove(string sku, OperationId operation = default, CancellationToken cancellationToken = default) => Task.FromResult(Three);

    public Task<Cart> RemoveObserved(Cart observed, OperationId operation, CancellationToken cancellationToken = default) => Task.FromResult(Three);
}
