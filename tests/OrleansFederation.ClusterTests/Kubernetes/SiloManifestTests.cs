using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using OrleansFederation.Fixtures;
using OrleansFederation.Hosting;

namespace OrleansFederation.Kubernetes;

/// <summary>That manifests and silo mean the same: variables, ports, times, folders.</summary>
public sealed partial class SiloManifestTests
{
    // Read by the runtime, by Npgsql and by ASP.NET Core.
    private static readonly string[] OfOthers = ["PGPASSWORD", "ASPNETCORE_HTTP_PORTS"];

    public static TheoryData<string> Names => Overlays.Names;

    public static TheoryData<string> Applied => Overlays.Applied;

    [Theory]
    [MemberData(nameof(Applied))]
    public void Every_variable_is_one_that_a_program_reads(string overlay)
    {
        var resources = Overlays.Render(overlay);
        var variables = resources
            .Where(resource => resource.PodSpec is not null)
            .SelectMany(resource => resource.Containers)
            .Where(container => Resource.Text(container["image"]).Contains("orleans-federation/", StringComparison.Ordinal))
            .SelectMany(container => SiloEnvironment.Of(container, resources, "pod-0", "10.1.2.3").Keys)
            .Distinct()
            .ToList();

        Assert.NotEmpty(variables);
        Assert.Empty(variables.Select(SiloEnvironment.Unread).OfType<string>());
        Assert.Empty(variables.Where(variable => !variable.StartsWith("FED_", StringComparison.Ordinal)).Except(OfOthers));
    }

    [Theory]
    [InlineData("FED_SILO__ROLE")]
    [InlineData("FED_SILOS__ROLES")]
    [InlineData("FED_SILO__ISSITE")]
    [InlineData("FED_POSTGRESS")]
    public void A_variable_that_nobody_reads_is_noticed(string variable) => Assert.NotNull(SiloEnvironment.Unread(variable));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_silo_gets_options_that_are_valid_and_ports_that_its_manifest_names(string overlay)
    {
        var resources = Overlays.Render(overlay);
        var silos = ManifestTests.Silos(resources).ToList();
        Assert.Equal(3, silos.Count);
        Assert.All(silos, silo =>
        {
            var options = Options(silo, resources);
            var role = ManifestTests.Pod(silo)["app.kubernetes.io/component"];
            var ports = ManifestTests.Ports(silo);

            Assert.True(new SiloOptionsValidator().Validate(null, options) is { Failed: false }, silo.ToString());
            Assert.Equal([role], options.RoleList);
            Assert.Equal("pod-0", options.Name);
            Assert.Equal(("0.0.0.0", "10.1.2.3"), (options.Listen, options.Advertise));
            Assert.Equal(options.SiloPort, ports["silo"]);
            Assert.Equal(options.HttpPort, ports["http"]);
            Assert.Equal(options.GatewayPort, ports.GetValueOrDefault("gateway"));
            Assert.Equal(options.IsSite ? [ManifestTests.Pod(silo)["orleans-federation/site"]] : [], options.SiteList);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_grace_period_is_longer_than_what_a_stop_may_take(string overlay)
    {
        var resources = Overlays.Render(overlay);
        Assert.All(ManifestTests.Silos(resources), silo =>
        {
            var grace = TimeSpan.FromSeconds(silo.PodSpec!["terminationGracePeriodSeconds"]!.GetValue<long>());

            Assert.True(grace >= Options(silo, resources).StopWithin + TimeSpan.FromSeconds(10), $"{silo}: {grace}");
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void State_and_temporary_files_are_in_volumes_and_state_is_not_the_volume_itself(string overlay)
    {
        var state = ImageVariable().Match(File.ReadAllText(RepositoryFolder.Of("Dockerfile"))).Groups[1].Value;
        Assert.NotEmpty(state);
        Assert.All(ManifestTests.Silos(Overlays.Render(overlay)), silo =>
        {
            var mounts = silo.Containers.SelectMany(container => Resource.List(container["volumeMounts"])).Where(mount => mount["readOnly"] is null).Select(mount => Resource.Text(mount["mountPath"])).ToList();

            // A new disk holds lost+found, and a folder that holds something else is no state folder.
            Assert.Contains(Path.GetDirectoryName(state), mounts);
        });
    }

    [Fact]
    public void The_user_of_the_image_is_the_user_of_the_pods()
    {
        var user = ImageUser().Match(File.ReadAllText(RepositoryFolder.Of("Dockerfile"))).Groups[1].Value;
        Assert.All(ManifestTests.Silos(Overlays.Render("production")), silo =>
            Assert.Equal(user, silo.PodSpec!["securityContext"]!["runAsUser"]!.ToJsonString()));
    }

    private static SiloOptions Options(Resource silo, IReadOnlyList<Resource> resources)
    {
        var variables = SiloEnvironment.Of(silo.Containers.Single(), resources, "pod-0", "10.1.2.3");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(variables.Select(pair => KeyValuePair.Create(pair.Key.Replace(SiloProcess.EnvironmentPrefix, "", StringComparison.Ordinal).Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value)))
            .Build();
        return configuration.GetSection(SiloOptions.Section).Get<SiloOptions>()!;
    }

    [GeneratedRegex(@"FED_SILO__STATE=(\S+)")]
    private static partial Regex ImageVariable();

    [GeneratedRegex(@"^USER (\d+):\1$", RegexOptions.Multiline)]
    private static partial Regex ImageUser();
}
