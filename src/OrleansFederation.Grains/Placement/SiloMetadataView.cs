using Microsoft.Extensions.Options;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace OrleansFederation.Placement;

/// <summary>
/// What silos say of themselves. Orleans asks every silo for it, also this one, some time after its gateway has opened; what this one says
/// is known at once, so that the first call of a fresh cluster finds a silo.
/// </summary>
internal sealed class SiloMetadataView(ISiloMetadataCache metadata, ILocalSiloDetails self, IOptions<SiloMetadata> own)
{
    /// <summary>Gives what a silo says of itself; nothing where it has not been asked yet.</summary>
    /// <param name="silo">The silo.</param>
    public IReadOnlyDictionary<string, string> Of(SiloAddress silo) =>
        (silo.Equals(self.SiloAddress) ? own.Value : metadata.GetSiloMetadata(silo)).Metadata;
}
