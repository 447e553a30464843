using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace ActiveActive.Store;

/// <summary>A Lua script of the store, called by its digest only. Immutable; make one per script and keep it.</summary>
public sealed class StoreScript
{
    /// <summary>Creates a script.</summary>
    /// <param name="name">For logs and errors.</param>
    /// <param name="text">The Lua source.</param>
    public StoreScript(string name, string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        Name = name;
        Text = text;
#pragma warning disable CA5350 // SHA-1 is the name the server gives a script, not a defence.
        Digest = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }

    /// <summary>For logs and errors.</summary>
    public string Name { get; }

    /// <summary>The Lua source.</summary>
    public string Text { get; }

    /// <summary>The server's name for it: SHA-1 of the source, lower-case hexadecimal.</summary>
    public string Digest { get; }

    /// <summary>Reads a script that an assembly carries as a resource ending in <c>{name}.lua</c>.</summary>
    /// <exception cref="InvalidOperationException">The assembly carries none or several of that name.</exception>
    public static StoreScript FromResource(Assembly assembly, string name)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var matches = assembly.GetManifestResourceNames().Where(r => r.EndsWith($".{name}.lua", StringComparison.Ordinal)).ToArray();
        if (matches.Length != 1) throw new InvalidOperationException($"{assembly.GetName().Name} carries {matches.Length} resources ending in '.{name}.lua', not one.");
        using var reader = new StreamReader(assembly.GetManifestResourceStream(matches[0])!, Encoding.UTF8);
        return new StoreScript(name, reader.ReadToEnd());
    }
}
