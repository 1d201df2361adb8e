namespace OrleansFederation.Errors;

public static partial class FederationErrors
{
    /// <summary>The files of a registration are not all there.</summary>
    public static readonly FederationError RegistrationLost = new("FED5004", "The files of a registration are not all there",
        "Nothing was begun under this id, what was sent waited too long for the next piece, or the silo that took it is gone. Nothing is left of it.",
        "Register the version again: `fed model register` sends its files from the beginning.", ExitCodes.Unreachable, 409);

    /// <summary>An ONNX file does not compute what the registered parameters do.</summary>
    public static readonly FederationError OnnxDiffers = new("FED5005", "The ONNX file computes something else",
        "On seeded inputs of several batch sizes the given file's outputs are not those of the model with the given parameters, within 1e-5.",
        "Export the ONNX file from the same parameters, or leave --onnx out: the platform makes its own.", ExitCodes.Usage, 422);

    /// <summary>A version cannot be registered with what was given.</summary>
    public static readonly FederationError RegistrationIncomplete = new("FED5006", "The registration is not complete",
        "A registration names a model, and either the spec whose model it is or a version that it is like; a model with fitted preprocessing needs the version that has it.",
        "Give --like VERSION, or --spec SPEC of a model without fitted preprocessing.", ExitCodes.Usage, 400);
}
