using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Kubernetes;

/// <summary>What holds between objects, and what every pod must be.</summary>
public sealed partial class ManifestTests
{
    // The label by which pods of users name themselves: none of ours has it.
    private const string ClientLabel = "orleans-federation/client";

    public static TheoryData<string> Names => Overlays.Names;

    public static TheoryData<string> Applied => Overlays.Applied;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_selector_chooses_a_pod(string overlay)
    {
        var resources = Overlays.Render(overlay);
        var selectors =
            from resource in resources
            from selector in Selectors(resource)
            where !selector.ToJsonString().Contains(ClientLabel, StringComparison.Ordinal)
            select (resource, selector);

        Assert.All(selectors, pair => Assert.True(
            resources.Any(pod => pod.PodTemplate is not null && Selects(pair.selector, Pod(pod))), $"{pair.resource}: nothing is {pair.selector.ToJsonString()}"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Workloads_choose_their_own_pods_only(string overlay)
    {
        var resources = Overlays.Render(overlay);
        Assert.All(resources.Where(resource => resource.Kind is "Deployment" or "StatefulSet"), resource =>
        {
            var selector = (JsonObject)resource.Tree["spec"]!["selector"]!;
            Assert.Equal([resource], resources.Where(pod => pod.PodTemplate is not null && Selects(selector, Pod(pod))));
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_port_that_is_named_is_a_port_of_the_pods_meant(string overlay)
    {
        var resources = Overlays.Render(overlay);
        List<string> missing = [];
        foreach (var resource in resources)
        {
            foreach (var container in resource.Containers)
            {
                foreach (var probe in (string[])["startupProbe", "readinessProbe", "livenessProbe"])
                {
                    Check([resource], container[probe]?["httpGet"]?["port"], resource);
                }
            }

            if (resource.Kind == "Service")
            {
                var pods = resources.Where(pod => pod.PodTemplate is not null && Resource.Map(resource.Tree["spec"]!["selector"]).All(pair => Pod(pod).GetValueOrDefault(pair.Key) == pair.Value)).ToList();
                Assert.All(Resource.List(resource.Tree["spec"]!["ports"]), port => Check(pods, port["targetPort"], resource));
            }

            if (resource.Kind == "NetworkPolicy")
            {
                var own = Chosen(resources, (JsonObject)resource.Tree["spec"]!["podSelector"]!);
                foreach (var rule in Resource.List(resource.Tree["spec"]!["ingress"]))
                {
                    Assert.All(Resource.List(rule["ports"]), port => Check(own, port["port"], resource));
                }

                foreach (var rule in Resource.List(resource.Tree["spec"]!["egress"]))
                {
                    var others = Resource.List(rule["to"]).Select(to => to["podSelector"]).OfType<JsonObject>().SelectMany(selector => Chosen(resources, selector)).ToList();
                    Assert.All(Resource.List(rule["ports"]), port => Check(others, port["port"], resource));
                }
            }
        }

        Assert.Empty(missing);

        void Check(IReadOnlyList<Resource> pods, JsonNode? port, Resource by)
        {
            if (Resource.Text(port) is { Length: > 0 } name)
            {
                missing.AddRange(pods.Where(pod => !Ports(pod).ContainsKey(name)).Select(pod => $"{by}: {pod} has no port {name}"));
                if (pods.Count == 0)
                {
                    missing.Add($"{by}: no pod has the port {name}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scrapers_are_told_the_port_of_http(string overlay) =>
        Assert.All(Silos(Overlays.Render(overlay)), silo => Assert.Equal(
            Ports(silo)["http"].ToString(CultureInfo.InvariantCulture), Resource.Text(silo.PodTemplate!["metadata"]!["annotations"]!["prometheus.io/port"])));

    [Theory]
    [MemberData(nameof(Applied))]
    public void Everything_referred_to_exists_or_is_listed_as_to_be_created(string overlay)
    {
        var resources = Overlays.Render(overlay);
        var missing =
            from resource in resources
            from reference in ResourceNames.References(resource)
            let name = Resource.Text(reference.Holder[reference.Key])
            let key = Resource.Text(reference.Holder["key"])
            let there = resources.FirstOrDefault(other => other.Kind == reference.Kind && other.Name == name)
            where there is not null
                ? key.Length > 0 && !Resource.Map(there.Tree["data"]).ContainsKey(key)
                : !Overlays.ToBeCreated.TryGetValue((reference.Kind, name), out var keys) || (key.Length > 0 && !keys.Contains(key))
            select $"{resource}: {reference.Kind} {name} {key}";

        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Applied))]
    public void No_secret_is_in_the_manifests(string overlay)
    {
        var resources = Overlays.Render(overlay);
        var told = resources.SelectMany(resource => resource.Containers).SelectMany(container => Resource.List(container["env"])).Where(variable => variable.ContainsKey("value")).Select(variable => $"{Resource.Text(variable["name"])}={Resource.Text(variable["value"])}")
            .Concat(resources.Where(resource => resource.Kind == "ConfigMap").SelectMany(map => Resource.Map(map.Tree["data"])).Select(pair => $"{pair.Key}={pair.Value}"));

        Assert.DoesNotContain(resources, resource => resource.Kind == "Secret");
        Assert.DoesNotContain(told, text => Secret().IsMatch(Path().Replace(text, "")));
    }

    [Theory]
    [MemberData(nameof(Applied))]
    public void Every_pod_is_restricted(string overlay)
    {
        var pods = Overlays.Render(overlay).Where(resource => resource.PodSpec is not null).ToList();
        Assert.NotEmpty(pods);
        Assert.All(pods, pod =>
        {
            var spec = pod.PodSpec!;
            Assert.False(spec["automountServiceAccountToken"]!.GetValue<bool>());
            Assert.False(spec["enableServiceLinks"]!.GetValue<bool>());
            Assert.DoesNotContain(spec, pair => pair.Key is "serviceAccountName" or "serviceAccount" or "hostNetwork" or "hostPID" or "hostIPC");
            Assert.True(spec["securityContext"]!["runAsNonRoot"]!.GetValue<bool>());
            Assert.InRange(spec["securityContext"]!["runAsUser"]!.GetValue<long>(), 1, long.MaxValue);
            Assert.Equal("RuntimeDefault", Resource.Text(spec["securityContext"]!["seccompProfile"]!["type"]));
            Assert.DoesNotContain(Resource.List(spec["volumes"]), volume => volume.ContainsKey("hostPath"));
            Assert.All(pod.Containers, container =>
            {
                var context = container["securityContext"]!;
                Assert.True(context["readOnlyRootFilesystem"]!.GetValue<bool>());
                Assert.True(context["runAsNonRoot"]!.GetValue<bool>());
                Assert.False(context["allowPrivilegeEscalation"]!.GetValue<bool>());
                Assert.False(context["privileged"]!.GetValue<bool>());
                Assert.Equal(["ALL"], context["capabilities"]!["drop"]!.AsArray().Select(Resource.Text));
                Assert.False(((JsonObject)context["capabilities"]!).ContainsKey("add"));
                Assert.NotNull(container["resources"]!["requests"]!["cpu"]);
                Assert.NotNull(container["resources"]!["requests"]!["memory"]);
                Assert.NotNull(container["resources"]!["limits"]!["memory"]);
            });
        });
    }

    [Theory]
    [MemberData(nameof(Applied))]
    public void Every_mount_has_its_volume_and_every_volume_its_mount(string overlay) =>
        Assert.All(Overlays.Render(overlay).Where(resource => resource.PodSpec is not null), pod =>
        {
            var claims = Resource.List(pod.Tree["spec"]!["volumeClaimTemplates"]).Select(claim => Resource.Text(claim["metadata"]!["name"]));
            var volumes = Resource.List(pod.PodSpec!["volumes"]).Select(volume => Resource.Text(volume["name"])).Concat(claims);
            var mounts = pod.Containers.SelectMany(container => Resource.List(container["volumeMounts"])).ToList();

            Assert.Equal(volumes.Order(StringComparer.Ordinal), mounts.Select(mount => Resource.Text(mount["name"])).Distinct().Order(StringComparer.Ordinal));
            Assert.Contains(mounts, mount => Resource.Text(mount["mountPath"]) == "/tmp");
        });

    [Theory]
    [MemberData(nameof(Applied))]
    public void Images_are_pinned_and_ours_are_of_this_version(string overlay)
    {
        var version = XDocument.Load(RepositoryFolder.Of("Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.All(Overlays.Render(overlay).SelectMany(resource => resource.Containers), container =>
        {
            var image = Resource.Text(container["image"]);
            Assert.Matches(Pinned(), image);
            if (image.Contains("orleans-federation/", StringComparison.Ordinal))
            {
                Assert.EndsWith(":" + version, image, StringComparison.Ordinal);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_autoscaler_scales_the_coordinators_and_sets_their_number_alone(string overlay)
    {
        var resources = Overlays.Render(overlay);
        foreach (var scaler in resources.Where(resource => resource.Kind == "HorizontalPodAutoscaler"))
        {
            var scaled = resources.Single(resource => resource.Kind == Resource.Text(scaler.Tree["spec"]!["scaleTargetRef"]!["kind"]) && resource.Name == Resource.Text(scaler.Tree["spec"]!["scaleTargetRef"]!["name"]));
            Assert.False(((JsonObject)scaled.Tree["spec"]!).ContainsKey("replicas"));
            Assert.Equal("coordinator", Resource.Map(scaled.PodTemplate!["metadata"]!["labels"])["app.kubernetes.io/component"]);
        }
    }

    internal static IEnumerable<Resource> Silos(IEnumerable<Resource> resources) =>
        resources.Where(resource => resource.PodTemplate is not null && Pod(resource).GetValueOrDefault("app.kubernetes.io/name") == "silo");

    internal static IReadOnlyDictionary<string, int> Ports(Resource pod) =>
        pod.Containers.SelectMany(container => Resource.List(container["ports"])).ToDictionary(port => Resource.Text(port["name"]), port => (int)port["containerPort"]!.GetValue<long>());

    internal static IReadOnlyDictionary<string, string> Pod(Resource workload) => Resource.Map(workload.PodTemplate!["metadata"]!["labels"]);

    private static List<Resource> Chosen(IReadOnlyList<Resource> resources, JsonObject selector) =>
        [.. resources.Where(pod => pod.PodTemplate is not null && Selects(selector, Pod(pod)))];

    private static IEnumerable<JsonObject> Selectors(Resource resource)
    {
        var spec = resource.Tree["spec"] as JsonObject;
        var found = resource.Kind switch
        {
            "Service" => [new JsonObject { ["matchLabels"] = spec!["selector"]!.DeepClone() }],
            "Deployment" or "StatefulSet" => [spec!["selector"], .. Resource.List(resource.PodSpec!["topologySpreadConstraints"]).Select(constraint => constraint["labelSelector"])],
            "PodDisruptionBudget" => [spec!["selector"]],
            "NetworkPolicy" => [spec!["podSelector"], .. Resource.List(spec["ingress"]).SelectMany(rule => Resource.List(rule["from"])).Concat(Resource.List(spec["egress"]).SelectMany(rule => Resource.List(rule["to"]))).Select(peer => peer["podSelector"])],
            _ => (JsonNode?[])[],
        };
        return found.OfType<JsonObject>();
    }

    private static bool Selects(JsonObject selector, IReadOnlyDictionary<string, string> labels)
    {
        Kustomization.Demand(selector, "a selector", "matchLabels", "matchExpressions");
        return Resource.Map(selector["matchLabels"]).All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value)
            && Resource.List(selector["matchExpressions"]).All(expression => Resource.Text(expression["operator"]) == "In"
                && labels.TryGetValue(Resource.Text(expression["key"]), out var value)
                && expression["values"]!.AsArray().Select(Resource.Text).Contains(value));
    }

    // A value that is given, whatever its name: neither the name of a file nor a shell's variable.
    [GeneratedRegex(@"(?i)(password|pwd|secret|token)\s*[=:]\s*[^\s""']")]
    private static partial Regex Secret();

    [GeneratedRegex(@"=/[\w/.-]+|=""\$\w+""")]
    private static partial Regex Path();

    // A tag that says a version to its patch, or a digest.
    [GeneratedRegex(@"(:v?\d+\.\d+(\.\d+)?([.-][\w.-]+)?|@sha256:[0-9a-f]{64})$")]
    private static partial Regex Pinned();
}
