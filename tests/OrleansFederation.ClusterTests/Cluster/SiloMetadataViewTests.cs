using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Runtime.MembershipService.SiloMetadata;
using OrleansFederation.Placement;

namespace OrleansFederation.Cluster;

/// <summary>What silos say of themselves, before Orleans has asked anybody.</summary>
public sealed class SiloMetadataViewTests
{
    private static readonly SiloAddress Self = SiloAddress.New(IPAddress.Loopback, 1, 1);
    private static readonly SiloAddress Other = SiloAddress.New(IPAddress.Loopback, 2, 1);

    [Fact]
    public void This_silo_is_known_at_once_and_others_when_they_were_asked()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans(silo => silo.UseLocalhostClustering().UseFederationPlacement([SiloRoles.Coordinator], []));
        using var host = builder.Build();
        var view = new SiloMetadataView(new AskedNobody(), new Here(), host.Services.GetRequiredService<IOptions<SiloMetadata>>());

        Assert.True(SiloRoles.IsCoordinator(view.Of(Self)));
        Assert.Empty(view.Of(Other));
    }

    private sealed class AskedNobody : ISiloMetadataCache
    {
        public SiloMetadata GetSiloMetadata(SiloAddress siloAddress) => new();
    }

    private sealed class Here : ILocalSiloDetails
    {
        public string Name => "here";

        public string ClusterId => "cluster";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress => Self;

        public SiloAddress GatewayAddress => Self;
    }
}
