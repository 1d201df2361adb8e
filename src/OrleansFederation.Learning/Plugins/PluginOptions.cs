using System.Globalization;

namespace OrleansFederation.Plugins;

/// <summary>What a spec tells a plugin. Reading what is malformed throws, and the site reports it with the option's name.</summary>
/// <param name="values">The options by name.</param>
public sealed class PluginOptions(IReadOnlyDictionary<string, string> values)
{
    /// <summary>No options.</summary>
    public static PluginOptions None { get; } = new(new Dictionary<string, string>());

    /// <summary>The names of the options that are given.</summary>
    public IEnumerable<string> Names => values.Keys;

    /// <summary>Reads text.</summary>
    /// <param name="name">The option.</param>
    /// <param name="standard">What holds where it is not given; null where it must be.</param>
    /// <exception cref="FormatException">Where it must be given and is not.</exception>
    public string Text(string name, string? standard = null) =>
        values.TryGetValue(name, out var given) ? given : standard ?? throw new FormatException($"The option '{name}' is missing.");

    /// <summary>Reads a finite number.</summary>
    /// <param name="name">The option.</param>
    /// <param name="standard">What holds where it is not given; null where it must be.</param>
    /// <exception cref="FormatException">Where it is no number, or must be given and is not.</exception>
    public double Number(string name, double? standard = null) =>
        standard is { } value && !values.ContainsKey(name) ? value
        : double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : throw new FormatException($"The option '{name}' is no number.");

    /// <summary>Reads a whole number.</summary>
    /// <param name="name">The option.</param>
    /// <param name="standard">What holds where it is not given; null where it must be.</param>
    /// <exception cref="FormatException">Where it is no whole number, or must be given and is not.</exception>
    public long Whole(string name, long? standard = null) =>
        standard is { } value && !values.ContainsKey(name) ? value
        : long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"The option '{name}' is no whole number.");

    /// <summary>Reads a truth value.</summary>
    /// <param name="name">The option.</param>
    /// <param name="standard">What holds where it is not given.</param>
    /// <exception cref="FormatException">Where it is neither true nor false.</exception>
    public bool Flag(string name, bool standard = false) =>
        !values.TryGetValue(name, out var given) ? standard
        : bool.TryParse(given, out var flag) ? flag
        : throw new FormatException($"The option '{name}' is neither true nor false.");
}
