using Microsoft.Extensions.Options;

namespace OrleansFederation.Artifacts;

/// <summary>Validates <see cref="ArtifactsOptions"/> by its annotations.</summary>
[OptionsValidator]
internal sealed partial class ArtifactsOptionsValidator : IValidateOptions<ArtifactsOptions>;
