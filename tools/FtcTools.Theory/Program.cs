using FtcTools.Theory;

if (args is not [var folder, .. var names])
{
    Console.Error.WriteLine(
        "usage: FtcTools.Theory <docs/theory> [part ...]: writes the pictures and the figures of the pages anew, or those parts alone");
    return 2;
}

try
{
    Directory.CreateDirectory(Path.Join(folder, "img"));
    foreach (var figure in Pages.Figures.Where(figure => Asked(figure.Name)))
    {
        var (picture, caption) = figure.Draw();
        File.WriteAllText(Path.Join(folder, Pages.File(figure)), picture.ToString());
        Put(figure.Page, figure.Name, Pages.Text(figure, caption));
    }
    foreach (var passage in Pages.Passages.Where(passage => Asked(passage.Name))) Put(passage.Page, passage.Name, passage.Write());
    return 0;
}
catch (Exception fault) when (fault is InvalidDataException or IOException)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}

bool Asked(string name) => names.Length == 0 || names.Contains(name);

void Put(string page, string name, string text)
{
    var path = Path.Join(folder, page);
    File.WriteAllText(path, Pages.Replace(File.ReadAllText(path), name, text));
    Console.WriteLine($"{page}: {name}");
}
