using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansFederation.Fixtures;
using OrleansFederation.Hosting;
using OrleansFederation.Storage;

namespace OrleansFederation.Telemetry;

/// <summary>When a silo's certificate ends is a figure, from the file as it is now.</summary>
public sealed class CertificateTests
{
    /// <summary>The figure's name as it is exported.</summary>
    internal const string Figure = "federation_certificate_expires_seconds";

    [Fact]
    public async Task The_end_of_a_certificate_is_exported_and_follows_its_file()
    {
        using var folder = new TemporaryFolder();
        var file = PemCertificate.Write(folder["silo.pem"], TimeSpan.FromDays(30));
        await using var storage = await FederationStorage.OpenAsync(new StorageOptions(folder["state"]), TimeProvider.System, TestContext.Current.CancellationToken);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Tls:Certificate"] = file;
        builder.Services.AddSingleton(TimeProvider.System).AddAuthorization();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.AddTelemetry(new SiloOptions { State = folder["state"] }, new TelemetryOptions(), storage);
        await using var application = builder.Build();
        application.MapMetrics();
        await application.StartAsync(TestContext.Current.CancellationToken);
        var http = new Uri(application.Urls.Single());

        var first = (await Scrape.OfAsync(http)).Sum(Figure);
        PemCertificate.Write(file, TimeSpan.FromDays(60));
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(5));
        var second = await NextAsync(http, first);
        await application.StopAsync(TestContext.Current.CancellationToken);

        var day = TimeSpan.FromDays(1).TotalSeconds;
        Assert.InRange(first - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), 29 * day, 31 * day);
        Assert.InRange(second - first, 29 * day, 31 * day);
    }

    /// <summary>Scrapes until the figure is another: for a moment, the exporter answers what it answered before.</summary>
    private static async Task<double> NextAsync(Uri http, double before)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            if ((await Scrape.OfAsync(http)).Sum(Figure) is var now && now != before)
            {
                return now;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, bound.Token);
        }
    }
}
