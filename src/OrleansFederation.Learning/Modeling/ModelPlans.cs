using System.Runtime.CompilerServices;

namespace OrleansFederation.Modeling;

/// <summary>Works each model out once for as long as its spec is in memory.</summary>
public static class ModelPlans
{
    private static readonly ConditionalWeakTable<ModelSpec, ModelPlan> Plans = [];

    /// <summary>Gives the plan of a model.</summary>
    /// <param name="spec">The model, valid.</param>
    /// <exception cref="Errors.FederationException">As <see cref="ModelPlan.Create"/>.</exception>
    public static ModelPlan Of(ModelSpec spec) => Plans.GetValue(spec, ModelPlan.Create);
}
