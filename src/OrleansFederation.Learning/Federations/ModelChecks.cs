using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;

namespace OrleansFederation.Federations;

/// <summary>Checks that a spec's model works out, and that loss and data fit it.</summary>
internal sealed class ModelChecks(FederationSpec spec, SpecFindings findings)
{
    private const int LongestList = 8;

    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (!findings.Sound("model.input", "model.layers", "model.template", "model.torchScript", "model.plugin", "preprocessing", "data", "clients"))
        {
            return;
        }

        if (spec.Model.Input.Count == 0)
        {
            findings.Add(FederationErrors.MissingKey.At("model.input", "the key 'input' is missing", "Add input: a shape such as [1, 28, 28]. The shape of one example: channels, height and width, or the number of features; only preprocessing, which needs data.columns, says it itself."));
            return;
        }

        var (plan, problem) = ModelPlan.TryCreate(spec.Model);
        problem ??= findings.Sound("model.loss") ? LossRules.Check(plan!) : null;
        if (problem is not null)
        {
            findings.Add(problem);
            return;
        }

        if (findings.Sound("model.from", "model.freeze", "model.lora"))
        {
            CheckFineTuning(plan!);
        }

        if (findings.Sound("data.format", "model.loss") && spec.Data is { Format: GeneratedDigits.Format })
        {
            CheckDigits(plan!);
        }
    }

    private void CheckFineTuning(ModelPlan plan)
    {
        var model = spec.Model;
        string[] parameters = [.. plan.Layout.Entries.Select(entry => entry.Name)];
        if (model.From?.Safetensors is { } path && PathVariables.Malformed(path) is { } wrong)
        {
            findings.Add(FederationErrors.InvalidValue.At("model.from.safetensors", $"'{wrong}' is no variable", "Write ${NAME}."));
        }

        CheckPatterns("model.freeze", model.Freeze, parameters, "layer or parameter");
        CheckPatterns("model.from.fresh", model.From?.Fresh ?? [], parameters, "layer or parameter");
        if (model.Lora is { } lora)
        {
            CheckPatterns("model.lora.layers", lora.Layers, [.. plan.Layers.SelectMany(layer => layer.Deep()).Where(layer => layer.Adapter is not null).Select(layer => layer.Path)], "linear or attention layer");
            if (model.From is null)
            {
                findings.Add(FederationErrors.UnsafeCombination.At("model.lora", "adapters change what was learned before, but the model begins at random", "Say with model.from what it begins with, or remove model.lora."));
            }
        }

        if (plan.Layout.Entries.Any(entry => entry.Kind == ParameterKind.Frozen) && plan.Layout.Entries.All(entry => entry.Kind != ParameterKind.Trainable))
        {
            findings.Add(FederationErrors.UnsafeCombination.At(model.Lora is null ? "model.freeze" : "model.lora", "nothing is left to train", "Freeze fewer layers, or give adapters to some."));
        }
    }

    private void CheckPatterns(string place, IReadOnlyList<string> patterns, string[] names, string what)
    {
        foreach (var (i, pattern) in patterns.Index().Where(indexed => !names.Any(name => NamePattern.Covers(indexed.Item, name))))
        {
            findings.Add(FederationErrors.InvalidValue.At($"{place}[{i}]", $"'{pattern}' names no {what} of the model", names.Length == 0 ? $"It has no {what}." : $"There are {string.Join(", ", names.Take(LongestList))}{(names.Length > LongestList ? ", …" : "")}."));
        }
    }

    private void CheckDigits(ModelPlan plan)
    {
        if (!InputShapes.Fits(GeneratedDigits.Shape, spec.Model.Input))
        {
            findings.Add(FederationErrors.ShapeMismatch.At("model.input", $"digits are images of shape {LayerShape.Text(GeneratedDigits.Shape)}, but the model takes {LayerShape.Text(spec.Model.Input)}", "Write input: [1, 28, 28]."));
        }

        var last = plan.Layers[^1].Place;
        if (spec.Model.Loss == LossKind.Bce)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("model.loss", $"bce tells two classes apart, but digits have {GeneratedDigits.Classes}", "Write loss: crossEntropy."));
        }
        else if (spec.Model.Loss == LossKind.CrossEntropy && plan.Output[0] < GeneratedDigits.Classes)
        {
            findings.Add(FederationErrors.ShapeMismatch.At(last, $"digits have {GeneratedDigits.Classes} classes, but the model has {plan.Output[0]} outputs", $"Give the last layer {GeneratedDigits.Classes} outputs."));
        }
    }
}
