namespace ActiveActive.Operations;

/// <summary>Marks an endpoint that is served without a key.</summary>
internal sealed class OpenEndpointMetadata
{
    public static OpenEndpointMetadata Instance { get; } = new();
}
