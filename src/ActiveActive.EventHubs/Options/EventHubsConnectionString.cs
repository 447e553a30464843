namespace ActiveActive.EventHubs.Options;

/// <summary>The parts of an Event Hubs connection string that the Kafka endpoint needs. The string itself is the password.</summary>
internal sealed record EventHubsConnectionString(string Host, int Port, string? EntityPath, bool IsEmulator)
{
    private const int KafkaPort = 9093;
    private const int EmulatorPort = 9092;

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="FormatException">It is not one; the message names what is missing and never shows the string.</exception>
    public static EventHubsConnectionString Parse(string text)
    {
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .GroupBy(part => part[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Last().ElementAtOrDefault(1) ?? "", StringComparer.OrdinalIgnoreCase);
        if (!Uri.TryCreate(parts.GetValueOrDefault("Endpoint"), UriKind.Absolute, out var endpoint) || endpoint.Scheme != "sb" || endpoint.Host.Length == 0)
            throw new FormatException("Endpoint=sb://{namespace}.servicebus.windows.net/ is missing");
        if (!parts.ContainsKey("SharedAccessSignature") && (!parts.ContainsKey("SharedAccessKeyName") || !parts.ContainsKey("SharedAccessKey")))
            throw new FormatException("SharedAccessKeyName and SharedAccessKey are missing");
        var emulator = string.Equals(parts.GetValueOrDefault("UseDevelopmentEmulator"), "true", StringComparison.OrdinalIgnoreCase);
        var port = endpoint.IsDefaultPort || endpoint.Port < 0 ? (emulator ? EmulatorPort : KafkaPort) : endpoint.Port;
        return new(endpoint.Host, port, parts.GetValueOrDefault("EntityPath"), emulator);
    }
}
