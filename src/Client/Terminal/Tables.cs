using System.Globalization;
using Spectre.Console;

namespace ActiveActive.Client.Terminal;

/// <summary>Tables of one look.</summary>
internal static class Tables
{
    /// <summary>A table with these columns; one that begins with <c>&gt;</c> is aligned right.</summary>
    public static Table New(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in columns)
        {
            var right = column.StartsWith('>');
            var shown = new TableColumn(Text(right ? column[1..] : column)) { NoWrap = true };
            table.AddColumn(right ? shown.RightAligned() : shown);
        }

        return table;
    }

    /// <summary>A value as it is: what users typed is never taken for markup.</summary>
    public static Text Text(object? value) => new(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
}
