using System.Globalization;
using OrleansFederation.Plugins;

namespace OrleansFederation.Federations;

/// <summary>Makes what a spec says of a plugin of its JSON.</summary>
internal static class PluginMapper
{
    /// <summary>Maps what stands under the key <c>plugin</c>.</summary>
    /// <param name="section">The mapping that may have the key.</param>
    /// <returns>The plugin; null where there is none.</returns>
    public static PluginSpec? Map(SpecValue section)
    {
        var plugin = section["plugin"];
        if (!plugin.IsMapping)
        {
            return null;
        }

        // The order of a mapping says nothing: sorted, two ways of writing have one digest.
        SortedDictionary<string, string> options = new(StringComparer.Ordinal);
        foreach (var (name, value) in plugin["options"].Members)
        {
            options[name] = value.Text
                ?? (value.Flag is { } flag ? flag ? "true" : "false" : null)
                ?? value.Number?.ToString("R", CultureInfo.InvariantCulture)
                ?? "";
        }

        return new(plugin["name"].Text ?? "", plugin["digest"].Text ?? "", options);
    }
}
