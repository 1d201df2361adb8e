using System.Reflection;

namespace OrleansFederation.Errors;

/// <summary>The registry of every error that the platform reports.</summary>
public static partial class FederationErrors
{
    /// <summary>A key that the spec does not know.</summary>
    public static readonly FederationError UnknownKey = new("FED1001", "Unknown key in the spec",
        "A key in the spec file is not one that the platform knows. Misspelt keys are refused, because ignoring one would train something else than was asked for.",
        "Correct or remove the key; `fed spec schema` prints every key.", ExitCodes.Usage, 400);

    /// <summary>A value of the wrong type or outside its range.</summary>
    public static readonly FederationError InvalidValue = new("FED1002", "Invalid value in the spec",
        "A value in the spec has the wrong type or lies outside its range.",
        "Give a value of the stated type and range; `fed spec schema` describes each key.", ExitCodes.Usage, 400);

    /// <summary>A required key is missing.</summary>
    public static readonly FederationError MissingKey = new("FED1003", "Missing key in the spec",
        "The spec lacks a key that has no default.",
        "Add the key; `fed spec schema` prints what is required.", ExitCodes.Usage, 400);

    /// <summary>A layer cannot take the shape that the layer before it gives.</summary>
    public static readonly FederationError ShapeMismatch = new("FED1005", "Shapes do not fit",
        "A layer of the model cannot take the shape that the layer before it gives, or the last layer does not fit the loss and the data.",
        "Change the layer's parameters or put a layer such as flatten before it.", ExitCodes.Usage, 400);

    /// <summary>The spec file cannot be read.</summary>
    public static readonly FederationError SpecNotFound = new("FED1006", "Spec not found",
        "The named file does not exist or cannot be read, and no shipped spec has that name.",
        "Give the path of a YAML or JSON file, or the name of a shipped spec: quickstart, mnist.", ExitCodes.NotFound, 404);

    /// <summary>The spec is not well-formed YAML or JSON.</summary>
    public static readonly FederationError SpecSyntax = new("FED1007", "The spec is not well-formed",
        "The file is neither well-formed YAML nor JSON.",
        "Correct the syntax at the stated line and column.", ExitCodes.Usage, 400);

    /// <summary>Parts of the spec cannot work together.</summary>
    public static readonly FederationError UnsafeCombination = new("FED1009", "These settings cannot work together",
        "Each setting is valid, but the combination cannot work or cannot be safe; it is refused when the federation is created rather than at a later round.",
        "Change one of the named settings.", ExitCodes.Usage, 400);

    /// <summary>A name has characters that names may not have.</summary>
    public static readonly FederationError InvalidName = new("FED1010", "Invalid name",
        "Names of federations, models, clients, sites and aliases are made of a-z, 0-9, dot, underscore and hyphen, at most 100 characters, and begin with a letter or digit.",
        "Choose a name of those characters.", ExitCodes.Usage, 400);

    /// <summary>A data file or folder is missing.</summary>
    public static readonly FederationError DataNotFound = new("FED1020", "Data not found",
        "A data file that the spec names does not exist or cannot be read at the site.",
        "Check the path and the variables in it; `fed doctor` shows where FED_DATA points.", ExitCodes.Usage, 400);

    /// <summary>A data file is truncated or of another format.</summary>
    public static readonly FederationError DataMalformed = new("FED1021", "Data file malformed",
        "A data file is cut short, has a wrong header, or is not of the declared format.",
        "Fetch or export the file again and compare its checksum.", ExitCodes.Usage, 400);

    /// <summary>A label lies outside the model's classes.</summary>
    public static readonly FederationError LabelOutOfRange = new("FED1022", "Label out of range",
        "A label is not a class of the model: classes are 0 up to the number of outputs less one.",
        "Correct the label file, or give the last layer as many outputs as there are classes.", ExitCodes.Usage, 400);

    /// <summary>A variable in a path is not set.</summary>
    public static readonly FederationError VariableNotSet = new("FED1023", "Variable not set",
        "A path in the spec contains ${NAME}, and the environment of the silo that opens it has no variable of that name, or one that names nothing that is there.",
        "Set the variable to the folder that holds the data, for example FED_DATA=/path/to/data.", ExitCodes.Usage, 400);

    /// <summary>The data cannot be divided as asked.</summary>
    public static readonly FederationError PartitionImpossible = new("FED1024", "The data cannot be divided as asked",
        "The partition would leave a client without examples, or asks for more examples than there are.",
        "Use fewer clients, another partition, or more data.", ExitCodes.Usage, 400);

    /// <summary>A safetensors file is malformed.</summary>
    public static readonly FederationError SafetensorsMalformed = new("FED1030", "Safetensors file malformed",
        "The file is cut short, or its header does not describe its contents.",
        "Fetch or export the file again.", ExitCodes.Usage, 400);

    /// <summary>An ONNX file is malformed.</summary>
    public static readonly FederationError OnnxMalformed = new("FED1031", "ONNX file malformed",
        "The file is cut short or is not an ONNX model that the runtime can load.",
        "Fetch or export the file again.", ExitCodes.Usage, 400);

    /// <summary>The command line is wrong.</summary>
    public static readonly FederationError Usage = new("FED1040", "The command is wrong",
        "The command line has an unknown command or option, or lacks an argument.",
        "Run the command with --help.", ExitCodes.Usage, 400);

    /// <summary>An error code that does not exist.</summary>
    public static readonly FederationError UnknownCode = new("FED1041", "Unknown error code",
        "`fed explain` was asked for a code that is not in the registry.",
        "Run `fed explain` without a code to list them all.", ExitCodes.NotFound, 404);

    /// <summary>A file cannot be written.</summary>
    public static readonly FederationError FileNotWritable = new("FED1042", "A file cannot be written",
        "The path that was named for a result does not exist, or may not be written.",
        "Give a path in a folder that exists and that you may write.", ExitCodes.Usage, 400);

    /// <summary>An input file cannot be read.</summary>
    public static readonly FederationError InputNotFound = new("FED1043", "Input not found",
        "The file that was named as input does not exist or may not be read.",
        "Give the path of a file, or - to read standard input.", ExitCodes.Usage, 400);

    /// <summary>Another process uses the state directory.</summary>
    public static readonly FederationError StateInUse = new("FED2001", "The state directory is in use",
        "Another fed process works on the same state directory. One process at a time may, since both would write the same rounds.",
        "Wait for the other process to end, or give another directory with --state DIR.", ExitCodes.Unreachable, 503);

    /// <summary>The state directory or database is of another version.</summary>
    public static readonly FederationError StateVersion = new("FED2002", "The state is of another version",
        "The state directory or the database schema was written by a newer version of the platform, or is not one of its own.",
        "Use the version that wrote it, or give another directory with --state DIR.", ExitCodes.Unreachable, 503);

    /// <summary>The database does not answer.</summary>
    public static readonly FederationError DatabaseUnreachable = new("FED2003", "The database does not answer",
        "No connection to the database could be made, or it broke and did not come back in time.",
        "Check the connection string (--postgres or FED_POSTGRES) and that the server runs; `fed doctor` tests both.", ExitCodes.Unreachable, 503);

    /// <summary>The disk is full.</summary>
    public static readonly FederationError DiskFull = new("FED2004", "The disk is full",
        "A file could not be written because its file system has no space left. Nothing that was committed is lost.",
        "Free space and run the same command again: it continues where it was.", ExitCodes.Unreachable, 507);

    /// <summary>A native library cannot be loaded.</summary>
    public static readonly FederationError NativeLibrary = new("FED2005", "A native library cannot be loaded",
        "libtorch or ONNX Runtime could not be loaded on this machine.",
        "Check that the platform's output folder is complete and that the C++ runtime is installed (Debian: libstdc++6, libgomp1).", ExitCodes.Unreachable, 503);

    /// <summary>Stored bytes are gone or do not match their digest.</summary>
    public static readonly FederationError ArtifactDamaged = new("FED2006", "Stored bytes are missing or damaged",
        "An artifact is missing, or its content no longer matches its SHA-256.",
        "Restore the file from a backup; what can be computed again is computed again when the federation is run.", ExitCodes.Unreachable, 500);

    /// <summary>The silo could not start.</summary>
    public static readonly FederationError SiloStart = new("FED2007", "The silo could not start",
        "The embedded silo or a part of it failed while starting.",
        "Run `fed doctor`; if it finds nothing, report the details printed with --verbose.", ExitCodes.Unreachable, 503);

    /// <summary>An answer did not come in time.</summary>
    public static readonly FederationError TimedOut = new("FED2008", "No answer in time",
        "A call was not answered within its bound.",
        "Run the command again: every command can be repeated safely.", ExitCodes.Unreachable, 504);

    /// <summary>A fault that nobody foresaw.</summary>
    public static readonly FederationError Unexpected = new("FED2011", "Unexpected fault",
        "The platform met a fault that it does not know. That is a defect of the platform; nothing that was committed is lost.",
        "Run the command again with --verbose, and report what it prints.", ExitCodes.Fault, 500);

    /// <summary>The database file is damaged.</summary>
    public static readonly FederationError StateDamaged = new("FED2009", "The state is damaged",
        "The database file of the state directory is not a sound SQLite database: it was cut short, overwritten, or its disk is failing.",
        "Restore the state directory from a backup, or move it away and run again to begin anew.", ExitCodes.Unreachable, 500);

    /// <summary>The state directory cannot be used.</summary>
    public static readonly FederationError StateUnusable = new("FED2010", "The state directory cannot be used",
        "The state directory cannot be created, read or written: permissions are missing, the path is a file, or its file system is read-only or failing.",
        "Correct the permissions, or give another directory with --state DIR.", ExitCodes.Unreachable, 503);

    /// <summary>A client's training failed.</summary>
    public static readonly FederationError TrainingFailed = new("FED3001", "Training failed at a client",
        "A client's local training or evaluation threw an error.",
        "Mend the cause at that client and run the same command again: committed rounds are kept.", ExitCodes.NotMet, 500);

    /// <summary>A client's update is not finite.</summary>
    public static readonly FederationError NonFiniteUpdate = new("FED3002", "A client's update is not finite",
        "The update contains NaN or infinity, so it is never aggregated. Usually the local learning rate is too high or the data holds NaN.",
        "Lower training.learningRate or check the client's data, then run the same command again.", ExitCodes.NotMet, 422);

    /// <summary>Too few clients.</summary>
    public static readonly FederationError TooFewClients = new("FED3003", "Too few clients",
        "Fewer clients are available, or delivered an update, than sampling.minimum asks for.",
        "Lower sampling.minimum, choose sampling.onError: dynamic or resilient, or bring the clients back.", ExitCodes.NotMet, 503);

    /// <summary>The round's deadline passed.</summary>
    public static readonly FederationError DeadlinePassed = new("FED3004", "The round's deadline passed",
        "The deadline passed before enough clients had delivered their updates.",
        "Raise sampling.deadline or lower sampling.minimum.", ExitCodes.NotMet, 504);

    /// <summary>Another spec has this name.</summary>
    public static readonly FederationError SpecConflict = new("FED3005", "Another spec has this name",
        "A federation of this name exists with another spec. Its results would no longer say what was trained.",
        "Give the changed spec another name, or run it with another --state.", ExitCodes.Conflict, 409);

    /// <summary>No such federation.</summary>
    public static readonly FederationError FederationNotFound = new("FED3006", "No such federation",
        "No federation has this name.",
        "`fed federation list` shows the names.", ExitCodes.NotFound, 404);

    /// <summary>No such round.</summary>
    public static readonly FederationError RoundNotFound = new("FED3007", "No such round",
        "The federation has no round of this number.",
        "`fed round list FEDERATION` shows the rounds.", ExitCodes.NotFound, 404);

    /// <summary>The federation was stopped.</summary>
    public static readonly FederationError Stopped = new("FED3008", "The federation was stopped",
        "Somebody stopped the federation; its committed rounds are kept.",
        "Run the same command again to continue it.", ExitCodes.NotMet, 409);

    /// <summary>Evaluation failed.</summary>
    public static readonly FederationError EvaluationFailed = new("FED3009", "Evaluation failed",
        "The aggregated model could not be evaluated at a client or on the central test set.",
        "Mend the cause and run the same command again: the round continues with the updates it has.", ExitCodes.NotMet, 500);

    /// <summary>A frozen update was lost and could not be made again.</summary>
    public static readonly FederationError UpdateLost = new("FED3010", "An update was lost",
        "An update that the round was frozen with is gone, and training it again gave other bytes or did not finish in time.",
        "Run the same command again, where its site is away once that is back: a client whose update is lost trains anew. `fed round show NAME NUMBER` names it.", ExitCodes.NotMet, 500);

    /// <summary>No such client.</summary>
    public static readonly FederationError ClientNotFound = new("FED3011", "No such client",
        "No client has this id.",
        "`fed client list` shows the clients.", ExitCodes.NotFound, 404);

    /// <summary>An update does not fit the model's layout.</summary>
    public static readonly FederationError UpdateMismatch = new("FED3012", "An update does not fit the model",
        "An update has another layout, size or digest than the round asks for, or it, or what a site made of it, is not what its receipt tells.",
        "Check that the client and its site run the same version of the platform and the same spec, and that the site is to be trusted.", ExitCodes.NotMet, 422);

    /// <summary>The counts of examples give no weights.</summary>
    public static readonly FederationError NoExamples = new("FED3013", "No examples to weigh by",
        "Updates are weighted by the examples behind them, or by other figures of their receipts. The counts of this round are all 0, or a figure is missing or impossible.",
        "Give at least one contributing client training examples; `fed round show FEDERATION ROUND` lists their counts. Where a figure is missing, bring the client's site to this release.", ExitCodes.NotMet, 422);

    /// <summary>No grant allows this.</summary>
    public static readonly FederationError NotGranted = new("FED4001", "Not granted",
        "The caller holds no grant with the needed scope on this model, or it has expired or was revoked.",
        "Ask the model's owner for `fed grant give MODEL --to NAME --can SCOPE`.", ExitCodes.Refused, 403);

    /// <summary>No such grant.</summary>
    public static readonly FederationError GrantNotFound = new("FED4004", "No such grant",
        "There is no grant of this principal on this model to revoke.",
        "`fed grant list MODEL` shows the grants.", ExitCodes.NotFound, 404);

    /// <summary>No such model.</summary>
    public static readonly FederationError ModelNotFound = new("FED5001", "No such model",
        "No model has this name, or the caller may not know of it.",
        "`fed model list` shows the models.", ExitCodes.NotFound, 404);

    /// <summary>No such version.</summary>
    public static readonly FederationError VersionNotFound = new("FED5002", "No such version",
        "The model has no version of this number, and no alias of this name.",
        "`fed model show MODEL` lists versions and aliases.", ExitCodes.NotFound, 404);

    /// <summary>The version's bytes were removed by retention.</summary>
    public static readonly FederationError BytesRetired = new("FED5003", "The version's bytes were removed",
        "The retention rule of the model removed the bytes of this version; its manifest and lineage remain.",
        "Choose a kept version (`fed model show MODEL`), or set retention: all for the next federation.", ExitCodes.NotFound, 410);

    /// <summary>The inference input does not fit the model.</summary>
    public static readonly FederationError InputMismatch = new("FED6001", "The input does not fit the model",
        "The input is not JSON numbers, or their count is not a multiple of the model's input size.",
        "Give an array of numbers of the shape that `fed model show MODEL` prints.", ExitCodes.Usage, 400);

    /// <summary>Too many requests wait.</summary>
    public static readonly FederationError Overloaded = new("FED6003", "Too many requests wait",
        "The queue of inference requests is full.",
        "Send the request again after a moment, or send several inputs in one request.", ExitCodes.Unreachable, 503);

    /// <summary>Every error, by code.</summary>
    public static IReadOnlyList<FederationError> All => Registry.All;

    /// <summary>Finds an error by its code.</summary>
    /// <param name="code">The code, for example <c>FED3001</c>; case does not matter.</param>
    /// <returns>The error, or null where there is none of that code.</returns>
    public static FederationError? Find(string code) =>
        All.FirstOrDefault(error => string.Equals(error.Code, code, StringComparison.OrdinalIgnoreCase));

    // The class stands in several files, whose fields are set in no certain order: the list is made when it is first asked for.
    private static class Registry
    {
        public static readonly IReadOnlyList<FederationError> All =
        [
            .. typeof(FederationErrors).GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => field.GetValue(null)).OfType<FederationError>().OrderBy(error => error.Code, StringComparer.Ordinal),
        ];
    }
}
