using OrleansFederation.Errors;
using OrleansFederation.Modeling;

namespace OrleansFederation.Federations;

/// <summary>Checks what a spec says of a program beyond what its schema can say. What its files hold is looked at when the federation is created.</summary>
internal sealed class ProgramChecks(FederationSpec spec, SpecFindings findings)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (spec.Model.Program is not { } program || !findings.Sound(program.Place))
        {
            return;
        }

        foreach (var (place, file) in ((string, ProgramFile?)[])[($"{program.Place}.path", program.Script), ($"{program.Place}.onnx.path", program.Onnx)])
        {
            if (file is not null && Data.PathVariables.Malformed(file.Path) is { } wrong)
            {
                findings.Add(FederationErrors.InvalidValue.At(place, $"'{wrong}' is no variable", "Write ${NAME}."));
            }
        }

        foreach (var twice in program.Tensors.GroupBy(tensor => tensor.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            findings.Add(FederationErrors.InvalidValue.At($"{program.Place}.buffers", $"'{twice.Key}' is a parameter too", "Name each tensor once."));
        }

        if (spec.Model.Lora is not null && findings.Sound("model.lora"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("model.lora", "adapters are put into the platform's own layers, and a program's are not known", "Remove model.lora, or freeze what is to stay."));
        }

        if (spec.Model.From is { Fresh.Count: > 0 } && findings.Sound("model.from"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("model.from.fresh", "how a program's parameters begin is the program's own affair", "Remove fresh, or give a file with all parameters."));
        }

        if (spec.Preprocessing is not null && findings.Sound("preprocessing"))
        {
            findings.Add(FederationErrors.UnsafeCombination.At("preprocessing", "fitted preprocessing becomes part of the ONNX file, and a program brings its own", "Write preprocessing: none, and have the program do it."));
        }
    }
}
