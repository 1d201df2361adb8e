using OrleansFederation.Federations;

namespace OrleansFederation.Variants;

/// <summary>One training of a comparison: a variant with a seed.</summary>
/// <param name="Variant">The variant's name in tables.</param>
/// <param name="Base">The name of the federation that is varied.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Spec">Its spec, under a name of its own.</param>
internal sealed record VariantRun(string Variant, string Base, long Seed, FederationSpec Spec);
