namespace OrleansFederation.Errors;

/// <summary>What can be wrong with a model that is a program.</summary>
public static partial class FederationErrors
{
    /// <summary>A TorchScript file cannot be trained.</summary>
    public static readonly FederationError ProgramUnusable = new("FED1090", "The TorchScript file cannot be used",
        "A TorchScript file is taken where torch loads it, evaluates the same inputs twice to the same bits, and trains and evaluates as it is told: a model that was traced while training has its dropout for ever.",
        "Make it by `torch.jit.save(torch.jit.script(model), path)`, or trace it after model.eval().", ExitCodes.Usage, 422);

    /// <summary>A program's files are not those that its spec names.</summary>
    public static readonly FederationError ProgramMismatch = new("FED1091", "A program's files are not those of its spec",
        "A spec pins a program by the digests of its files, and says which parameters and buffers it has; one of them differs.",
        "Bring the files that the spec names, or describe the new ones: `fed model describe FILE.pt --onnx FILE.onnx --input SHAPE`.", ExitCodes.Usage, 422);

    /// <summary>The ONNX twin of a program does not compute what the program does.</summary>
    public static readonly FederationError TwinDiffers = new("FED1092", "The ONNX twin computes something else",
        "The ONNX file must have every parameter and buffer of the TorchScript file under its name, with the same numbers, and give the same outputs within 1e-4 on seeded inputs of two batch sizes, with its own parameters and with others.",
        "Export it from the same model: torch.onnx.export(model.eval(), …, training=TrainingMode.PRESERVE, do_constant_folding=False, dynamic_axes for the batch).", ExitCodes.Usage, 422);
}
