namespace OrleansFederation.Clients;

/// <summary>What a site has to train with: of several silos that carry it, the least, since any of them may get a task.</summary>
/// <param name="Memory">The bytes of memory that its process may use: of the machine or, where it has one, of its container.</param>
/// <param name="Cores">The processors that its process may use.</param>
[GenerateSerializer, Immutable, Alias("of.site-capacity")]
public sealed record SiteCapacity([property: Id(0)] long Memory, [property: Id(1)] int Cores);
