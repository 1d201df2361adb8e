using System.Runtime.InteropServices;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Inference;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Randomness;

namespace OrleansFederation.Training;

/// <summary>
/// Looks at a program before a federation trains it: whether it is what its spec says, whether it evaluates and trains as it is told, and
/// whether its ONNX twin computes the same, with its own numbers and with others. In a process of its own, since it runs the program.
/// </summary>
internal sealed class ProgramAdmission(IPrograms programs, IModelExporter exporter, IModelRunner runner, IArtifactStore artifacts)
{
    private const double Tolerance = 1e-4;
    private const double Change = 0.05;
    private const string TwinPlace = "the ONNX twin";

    private static readonly int[] Batches = [2, 3];

    /// <summary>Looks at the program of a spec.</summary>
    /// <param name="order">The order.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="FederationException">FED1090 to FED1092, FED1031.</exception>
    public async Task<TaskReport> LookAsync(TrainingOrder order, FederationSpec spec, CancellationToken cancellationToken)
    {
        var (plan, files) = (ModelPlans.Of(spec.Model), spec.Model.Program!);
        var place = files.Title;
        var twin = exporter.ReadTwin(spec.Model, await artifacts.ReadAsync(files.Onnx.Artifact, cancellationToken));
        using var program = files.Plugin is { } plugin
            ? programs.Make(plugin, place)
            : programs.Load(await artifacts.ReadAsync(files.Script!.Artifact, cancellationToken), place);
        CheckTensors(plan, program, place);
        var inputs = new ProbeInputs(plan, null, spec.Model.Input);

        // A plugin is code and no file with numbers: those that it begins with are the twin's.
        CheckModes(plan, program, inputs, files.Plugin is null ? program.Values() : twin.Values, place);
        if (files.Plugin is null)
        {
            CheckNumbers(plan.Layout, program.Values(), twin.Values);
            CheckSaved(plan, program, inputs, twin.Values, place);
        }

        foreach (var values in new[] { twin.Values, Changed(plan.Layout, twin.Values) })
        {
            await CompareAsync(plan, program, inputs, twin.Frame, values, cancellationToken);
        }

        return new() { Key = order.Key, Site = order.Site };
    }

    private static void CheckTensors(ModelPlan plan, IProgram program, string place)
    {
        static string Text(string name, IReadOnlyList<int> shape, bool isBuffer) => $"{(isBuffer ? "buffer" : "parameter")} {name} [{string.Join(", ", shape)}]";

        string[] said = [.. plan.Spec.Program!.Tensors.Select(tensor => Text(tensor.Name, tensor.Shape, tensor.IsBuffer))];
        string[] found = [.. program.Tensors.Select(tensor => Text(tensor.Name, tensor.Shape, tensor.IsBuffer))];
        Problem[] problems =
        [
            .. said.Except(found, StringComparer.Ordinal).Select(one => FederationErrors.ProgramMismatch.At(place, $"the spec names the {one}, and the program has none such")),
            .. found.Except(said, StringComparer.Ordinal).Select(one => FederationErrors.ProgramMismatch.At(place, $"the program has the {one}, and the spec does not name it")),
        ];
        if (problems.Length > 0)
        {
            throw new FederationException(problems);
        }
    }

    private static void CheckNumbers(ParameterLayout layout, float[] own, float[] twin)
    {
        if (!MemoryMarshal.AsBytes(own.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(twin.AsSpan())))
        {
            var entry = layout.Entries.First(entry => !own.AsSpan(entry.Offset, entry.Length).SequenceEqual(twin.AsSpan(entry.Offset, entry.Length)));
            throw FederationErrors.TwinDiffers.Exception($"{TwinPlace}, tensor '{entry.Name}'", "it has other numbers than the TorchScript file");
        }
    }

    /// <summary>A model that was traced while it trained has its dropout, or a batch's own averages, for ever.</summary>
    private static void CheckModes(ModelPlan plan, IProgram program, ProbeInputs inputs, float[] values, string place)
    {
        var batch = inputs.Make(Batches[0]);
        IReadOnlyList<int> shape = [Batches[0], .. plan.Spec.Input];
        var (first, output) = program.Evaluate(values, batch, shape);
        var (second, _) = program.Evaluate(values, batch, shape);
        if (!MemoryMarshal.AsBytes(first.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(second.AsSpan())))
        {
            throw FederationErrors.ProgramUnusable.Exception(place, "evaluated twice, the same inputs have different outputs: it was traced while it trained, or draws random numbers");
        }

        if (!MemoryMarshal.AsBytes(program.Values().AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(values.AsSpan())))
        {
            throw FederationErrors.ProgramUnusable.Exception(place, "evaluating changes its own numbers: it was traced while it trained");
        }

        if (!output.SequenceEqual([Batches[0], .. plan.Output]))
        {
            throw FederationErrors.ProgramMismatch.Exception(place, $"for {Batches[0]} inputs it gives an output of shape {LayerShape.Text(output)}, and the spec says {LayerShape.Text([Batches[0], .. plan.Output])}");
        }

        if (!program.Switches())
        {
            throw FederationErrors.ProgramUnusable.Exception(place, "it does not train and evaluate as it is told");
        }
    }

    /// <summary>Written again it must be the same: what it computes is in the file, and not only in what loaded it.</summary>
    private void CheckSaved(ModelPlan plan, IProgram program, ProbeInputs inputs, float[] values, string place)
    {
        using var saved = programs.Load(program.Save(), place);
        var batch = inputs.Make(Batches[1]);
        IReadOnlyList<int> shape = [Batches[1], .. plan.Spec.Input];
        if (!MemoryMarshal.AsBytes(saved.Evaluate(values, batch, shape).Values.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(program.Evaluate(values, batch, shape).Values.AsSpan())))
        {
            throw FederationErrors.ProgramUnusable.Exception(place, "written again and loaded, it computes something else");
        }
    }

    private async Task CompareAsync(ModelPlan plan, IProgram program, ProbeInputs inputs, ParameterFrame frame, float[] values, CancellationToken cancellationToken)
    {
        var onnx = await artifacts.WriteAsync(frame.Fill(values), cancellationToken);
        foreach (var count in Batches)
        {
            var batch = inputs.Make(count);
            var (expected, _) = program.Evaluate(values, batch, [count, .. plan.Spec.Input]);
            var actual = (await runner.RunAsync(onnx, batch, cancellationToken)).Values;
            if (ProbeInputs.Difference(expected, actual) is not { } difference || difference > Tolerance)
            {
                throw FederationErrors.TwinDiffers.Exception(TwinPlace, expected.Length != actual.Length
                    ? $"for {count} inputs it gives {actual.Length} numbers, and the program {expected.Length}"
                    : $"for {count} inputs its outputs differ from the program's by more than {Tolerance}");
            }
        }
    }

    /// <summary>Other numbers of the same kind: what is a variance stays above 0.</summary>
    private static float[] Changed(ParameterLayout layout, float[] values)
    {
        var random = new SeededRandom(SeededRandom.Derive(0, "probe parameters"));
        var changed = (float[])values.Clone();
        foreach (var entry in layout.Entries)
        {
            foreach (ref var value in changed.AsSpan(entry.Offset, entry.Length))
            {
                var by = random.NextGaussian();
                value = (float)(entry.Kind == ParameterKind.Buffer ? value + Math.Abs(by) * Change * (1 + Math.Abs(value)) : value + by * Change * (1 + Math.Abs(value)));
            }
        }

        return changed;
    }
}
