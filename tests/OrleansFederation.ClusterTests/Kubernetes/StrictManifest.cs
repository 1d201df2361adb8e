using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace OrleansFederation.Kubernetes;

/// <summary>
/// Reads objects into the Kubernetes client's types as the API server's strict validation does: an unknown field at any depth, or a
/// value of another type, is an error.
/// </summary>
internal static class StrictManifest
{
    private static readonly Dictionary<string, Func<string, object>> Kinds = new()
    {
        ["v1/Namespace"] = Read<V1Namespace>,
        ["v1/ConfigMap"] = Read<V1ConfigMap>,
        ["v1/Service"] = Read<V1Service>,
        ["apps/v1/Deployment"] = Read<V1Deployment>,
        ["apps/v1/StatefulSet"] = Read<V1StatefulSet>,
        ["batch/v1/Job"] = Read<V1Job>,
        ["autoscaling/v2/HorizontalPodAutoscaler"] = Read<V2HorizontalPodAutoscaler>,
        ["policy/v1/PodDisruptionBudget"] = Read<V1PodDisruptionBudget>,
        ["networking.k8s.io/v1/NetworkPolicy"] = Read<V1NetworkPolicy>,
    };

    static StrictManifest() => KubernetesJson.AddJsonOptions(options =>
    {
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.NumberHandling = JsonNumberHandling.Strict;
    });

    /// <summary>Reads one object.</summary>
    /// <exception cref="ManifestException">What does not fit, and where.</exception>
    public static object Parse(JsonObject tree)
    {
        var kind = $"{Resource.Text(tree["apiVersion"])}/{Resource.Text(tree["kind"])}";
        var read = Kinds.GetValueOrDefault(kind) ?? throw new ManifestException($"{kind} is no kind that the tests know");
        try
        {
            return read(tree.ToJsonString());
        }
        catch (JsonException exception)
        {
            throw new ManifestException($"{kind} {Resource.Text(tree["metadata"]?["name"])}: {exception.Message}");
        }
    }

    private static object Read<T>(string json) => KubernetesJson.Deserialize<T>(json)!;
}
