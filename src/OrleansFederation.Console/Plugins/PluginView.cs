namespace OrleansFederation.Plugins;

/// <summary>An approval as programs read it.</summary>
/// <param name="Name">What the site calls the plugin.</param>
/// <param name="Digest">The digest of its files.</param>
/// <param name="Path">Its assembly; empty for a model, which comes with the federation.</param>
/// <param name="Kinds">What it may be used for.</param>
/// <param name="MemoryBytes">The most bytes that a task may hold.</param>
/// <param name="TimeSeconds">The longest that a task may run.</param>
internal sealed record PluginView(string Name, string Digest, string Path, IReadOnlyList<string> Kinds, long MemoryBytes, double TimeSeconds);
