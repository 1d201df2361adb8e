using OrleansFederation.Artifacts;

namespace OrleansFederation.Doctor;

/// <summary>What a site's trial came to.</summary>
/// <param name="Silo">The name of the silo that did it.</param>
/// <param name="Milliseconds">How long the training took.</param>
/// <param name="Artifact">An artifact that the site stored for a coordinator to fetch.</param>
[GenerateSerializer, Immutable, Alias("of.site-trial")]
public sealed record SiteTrial([property: Id(0)] string Silo, [property: Id(1)] double Milliseconds, [property: Id(2)] ArtifactRef Artifact);
