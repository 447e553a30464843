using System.Collections;
using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace ActiveActive.Operations;

/// <summary>
/// Binds a configuration section to an options class and reports what the stock binder passes over in silence or answers with an exception:
/// keys nobody knows, and values that are not of the property's type.
/// </summary>
/// <remarks>Options classes have a public parameterless constructor and settable properties: scalars, nested options classes, and dictionaries or
/// lists of those. <c>[Description]</c> on a property is its line in the host's <c>--help</c>.</remarks>
public static class OptionsSection
{
    /// <summary>Binds <paramref name="section"/>; the defaults of <typeparamref name="T"/> stay where the section says nothing.</summary>
    /// <param name="configuration">The root.</param>
    /// <param name="section">Key of the section, e.g. <c>Silo</c>.</param>
    /// <param name="problems">Receives what is wrong; the result is then only good for further validation.</param>
    public static T Bind<T>(IConfiguration configuration, string section, ConfigurationProblems problems) where T : new()
    {
        var options = new T();
        Bind(configuration.GetSection(section), options, problems);
        return options;
    }

    /// <summary>Lines of help for the keys of <typeparamref name="T"/>: key, default and meaning of each described property.</summary>
    /// <param name="section">Key of the section, e.g. <c>Silo</c>.</param>
    public static IReadOnlyList<OptionHelp> Describe<T>(string section) where T : new() => [.. Describe(section, new T())];

    private static void Bind(IConfigurationSection section, object options, ConfigurationProblems problems)
    {
        var properties = Properties(options.GetType());
        foreach (var child in section.GetChildren())
        {
            if (!properties.TryGetValue(child.Key, out var property))
                problems.Add(child.Path, child.Value, $"no such key; known here: {string.Join(", ", properties.Keys)}.");
            else if (IsNested(property.PropertyType))
                Bind(child, property.GetValue(options)!, problems);
            else if (!property.CanWrite)
                child.Bind(property.GetValue(options));
            else if (TryRead(child, property.PropertyType, problems, out var value))
                property.SetValue(options, value);
        }
    }

    private static bool TryRead(IConfigurationSection section, Type type, ConfigurationProblems problems, out object? value)
    {
        value = null;
        try
        {
            value = section.Get(type);
        }
        catch (InvalidOperationException)
        {
            problems.Add(section.Path, section.Value, $"not a legal value; expected is {Expected(type)}.");
            return false;
        }

        // An empty text leaves the default in place, as an unset variable would.
        return value is not null && value is not "";
    }

    private static IEnumerable<OptionHelp> Describe(string prefix, object options)
    {
        foreach (var (name, property) in Properties(options.GetType()))
        {
            var value = property.GetValue(options);
            if (IsNested(property.PropertyType))
                foreach (var nested in Describe($"{prefix}:{name}", value!)) yield return nested;
            else if (property.GetCustomAttribute<DescriptionAttribute>() is { } description)
                yield return new OptionHelp($"{prefix}:{name}", DefaultText(value), description.Description);
        }
    }

    private static Dictionary<string, PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite || p.PropertyType.IsClass || IsCollection(p.PropertyType))
            .ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);

    private static bool IsNested(Type type) => type.IsClass && type != typeof(string) && type != typeof(Uri) && !IsCollection(type);

    private static bool IsCollection(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable));

    private static string DefaultText(object? value) => value switch
    {
        null or "" or IEnumerable and not string => "",
        bool flag => flag ? "true" : "false",
        TimeSpan span => span.ToString("c"),
        _ => value.ToString() ?? "",
    };

    private static string Expected(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(bool) => "'true' or 'false'",
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(double) => "a number",
        var t when t == typeof(TimeSpan) => "a duration such as '00:00:01.500'",
        var t when t.IsEnum => $"one of {string.Join(", ", Enum.GetNames(t))}",
        var t => t.Name,
    };
}
