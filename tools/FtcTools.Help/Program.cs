using FtcTools.Help;

if (args is not [var module, var docs, var output])
{
    Console.Error.WriteLine("usage: FtcTools.Help <module assembly> <docs folder> <output file>");
    return 2;
}

try
{
    var cmdlets = Cmdlet.ReadAll(module);
    var pages = cmdlets.Select(cmdlet => Page.Read(Path.Join(docs, cmdlet.Name + ".md"))).ToArray();
    Directory.CreateDirectory(Path.GetDirectoryName(output)!);
    Maml.Of(cmdlets.Zip(pages)).Save(output);
    return 0;
}
catch (Exception fault) when (fault is PageException or IOException)
{
    // The canonical form: the build shows it with its place.
    Console.Error.WriteLine(fault is PageException ? fault.Message : $"FtcTools.Help : error FTCHELP : {fault.Message}");
    return 1;
}
