using ActiveActive.Operations;
using StackExchange.Redis;

namespace ActiveActive.Silo;

/// <summary>Validates section <c>Store</c>.</summary>
internal static class StoreOptionsValidator
{
    public static void Validate(StoreOptions options, TimeSpan responseTimeout, ConfigurationProblems problems)
    {
        const string Example = "Example: 127.0.0.1:6379,password=…";
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            problems.Add("Store:ConnectionString", null, $"the site's Redis. {Example}");
        }
        else
        {
            try
            {
                if (ConfigurationOptions.Parse(options.ConnectionString).EndPoints.Count == 0)
                    problems.AddSecret("Store:ConnectionString", options.ConnectionString, $"names no host. {Example}");
            }
            catch (Exception error) when (error is ArgumentException or FormatException)
            {
                problems.AddSecret("Store:ConnectionString", options.ConnectionString, $"not in StackExchange.Redis syntax. {Example}");
            }
        }

        SiloSettings.ValidateDuration("Store:CommandTimeout", options.CommandTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), problems);
        problems.Require(options.CommandTimeout < responseTimeout, "Store:CommandTimeout", options.CommandTimeout,
            $"not less than Silo:ResponseTimeout ({responseTimeout:c}): callers would give up before the grain knows. Lower the one or raise the other.");
        problems.Require(options.MaxStateBytes is >= 1024 and <= 64 * 1024 * 1024, "Store:MaxStateBytes", options.MaxStateBytes, "1024 to 67108864.");
    }
}
