namespace OrleansFederation.Plugins;

/// <summary>Whose data a plugin is asked for.</summary>
/// <param name="Client">The client's id; null where simulated clients divide one data set, which is then to be given whole.</param>
/// <param name="Seed">The seed for what is random: of the federation and the client.</param>
/// <param name="Options">What the spec tells the plugin.</param>
public sealed record DataSetRequest(string? Client, ulong Seed, PluginOptions Options);
