using System.ComponentModel;

namespace ActiveActive.Gateway.Hosting;

/// <summary>Section <c>World</c>: who knows more about the processes than the clusters do. All optional.</summary>
public sealed class WorldOptions
{
    /// <summary>A <c>world.json</c> that supplies pids and addresses.</summary>
    [Description("a world.json that supplies pids and addresses; optional")]
    public string File { get; set; } = "";

    /// <summary>Control endpoint of the local world; without it faults cannot be injected.</summary>
    [Description("control endpoint of the local world; without it /admin/faults answers 501")]
    public string ControlUrl { get; set; } = "";

    /// <summary>File with the key of the control endpoint. Required with <see cref="ControlUrl"/>.</summary>
    [Description("file with the key of the control endpoint")]
    public string ControlKeyFile { get; set; } = "";
}
