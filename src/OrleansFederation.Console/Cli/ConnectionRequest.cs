namespace OrleansFederation.Cli;

/// <summary>What the command line says about where the federation is.</summary>
/// <param name="Profile">The profile that it names; null for none.</param>
/// <param name="Gateways">The gateways that it names, with commas between them; null for none.</param>
/// <param name="Local">Whether it names where a silo in this process keeps its state.</param>
internal sealed record ConnectionRequest(string? Profile = null, string? Gateways = null, bool Local = false);
