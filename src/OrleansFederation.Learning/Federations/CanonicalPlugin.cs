using System.Text.Json;
using OrleansFederation.Plugins;

namespace OrleansFederation.Federations;

/// <summary>Writes what a canonical spec says of a plugin, and nothing where there is none: specs without plugins keep their digests.</summary>
internal static class CanonicalPlugin
{
    /// <summary>Writes the key <c>plugin</c>.</summary>
    /// <param name="json">Where to; inside an object.</param>
    /// <param name="plugin">The plugin; null where there is none.</param>
    public static void Write(Utf8JsonWriter json, PluginSpec? plugin)
    {
        if (plugin is null)
        {
            return;
        }

        json.WriteStartObject("plugin");
        WriteMembers(json, plugin);
        json.WriteEndObject();
    }

    /// <summary>Writes what stands under such a key.</summary>
    /// <param name="json">Where to; inside the key's object.</param>
    /// <param name="plugin">The plugin.</param>
    public static void WriteMembers(Utf8JsonWriter json, PluginSpec plugin)
    {
        json.WriteString("name", plugin.Name);
        json.WriteString("digest", plugin.Digest);
        json.WriteStartObject("options");
        foreach (var (name, value) in plugin.Options.OrderBy(option => option.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}
