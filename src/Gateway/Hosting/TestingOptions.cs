using System.ComponentModel;

namespace ActiveActive.Gateway.Hosting;

/// <summary>Section <c>Testing</c>.</summary>
public sealed class TestingOptions
{
    /// <summary>Whether the <c>/test</c> endpoints are part of the public listener.</summary>
    [Description("serve the /test endpoints")]
    public bool Enabled { get; set; }
}
