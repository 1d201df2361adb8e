namespace OrleansFederation.Plugins;

/// <summary>Code of one's own that a spec asks for. Where it lies and whether it may run is said by each site for itself.</summary>
/// <param name="Name">The name that the code goes by within its assembly.</param>
/// <param name="Digest">The digest of its files, <c>sha256:</c> and 64 lower-case hexadecimal digits.</param>
/// <param name="Options">What it is told, by name; numbers and truth values as a spec writes them.</param>
public sealed record PluginSpec(string Name, string Digest, IReadOnlyDictionary<string, string> Options);
