namespace Shop.Grains;

/// <summary>A state that deduplicates.</summary>
internal interface IRemembersOperations
{
    /// <summary>Operations applied lately.</summary>
    OperationLog Operations { get; }
}
