using ActiveActive;

namespace Shop.Grains;

/// <summary>A count of views. Immutable.</summary>
[StateSchema(1)]
internal sealed record ProductViewsState : IRemembersOperations
{
    public long Count { get; init; }

    /// <summary>Operations applied lately.</summary>
    public OperationLog Operations { get; init; } = OperationLog.Empty;

    /// <summary>Counts one.</summary>
    public ProductViewsState Increment(OperationId operation, DateTimeOffset now)
    {
        var arguments = OperationArguments.Of("increment");
        if (Operations.Contains(operation, arguments)) return this;
        return this with { Count = checked(Count + 1), Operations = Operations.With(operation, arguments, now) };
    }
}
