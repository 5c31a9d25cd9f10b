package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/host/catalog"
	"github.com/igaplugin/igaplugin/shared"
)

// pluginsCommand works on the catalogue.
func (a *app) pluginsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "plugins",
		Short: "List, verify and add the connectors of a catalogue",
		Long: "List, verify and add the connectors of a catalogue: a folder in which connectors are found by name and\n" +
			"version, and pinned to the checksum that they had when they were added. --connector NAME[@VERSION] loads one\n" +
			"of them. The folder is named with --catalog, or in " + catalogVariable + ".",
		Example: `  igahost --catalog connectors plugins add bin/iga-connector-zoom
  igahost --catalog connectors plugins list
  igahost --catalog connectors --connector zoom info`,
		Args:        unknownCommand,
		Annotations: ownFlags("catalog", "output", "quiet"),
		RunE:        a.run(func(cmd *cobra.Command, _ []string) error { return cmd.Help() }),
	}
	cmd.AddCommand(a.pluginsListCommand(), a.pluginsVerifyCommand(), a.pluginsAddCommand())
	return cmd
}

func (a *app) pluginsListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the connectors of the catalogue",
		Long: "List the connectors of the catalogue, the newest version of each first. Tables show the beginning of the\n" +
			"checksums; the other formats show all of them, and the paths.",
		Example: `  igahost --catalog connectors plugins list
  igahost --catalog connectors plugins list -o csv`,
		Args:        words(0, 0),
		Annotations: ownFlags("catalog", "output", "quiet"),
		RunE: a.run(func(*cobra.Command, []string) error {
			c, err := a.openCatalog()
			if err != nil {
				return err
			}
			entries, err := c.List()
			if err != nil {
				return err
			}
			if len(entries) == 0 {
				a.notice("the catalogue %s is empty; add a connector with igahost plugins add PATH", c.Dir())
			}
			return a.write(output.EntriesDocument(entries))
		}),
	}
}

func (a *app) pluginsVerifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify [NAME[@VERSION]]",
		Short: "Compare the files of the catalogue with their checksums",
		Long: "Read the connectors of the catalogue and compare them with the checksums that they had when they were added.\n" +
			"With --public-key each must have a valid signature by one of the keys. Without a name, files that no entry\n" +
			"names are shown, too; those are never loaded, and no error. The exit code is 3 when a connector is missing,\n" +
			"changed, not executable, not signed as it should be, or open to changes by others.",
		Example: `  igahost --catalog connectors plugins verify
  igahost --catalog connectors --public-key minisign.pub plugins verify zoom@1.2.3`,
		Args:        words(0, 1),
		Annotations: ownFlags("catalog", "output", "public-key", "quiet"),
		RunE: a.run(func(cmd *cobra.Command, args []string) error {
			var o catalog.VerifyOptions
			var err error
			if len(args) > 0 {
				if o.Name, o.Version, err = catalog.ParseReference(args[0]); err != nil {
					return err
				}
			}
			if o.PublicKeys, err = a.publicKeys(); err != nil {
				return err
			}
			return a.interrupted(cmd.Context(), a.verifyCatalog(cmd.Context(), o), "nothing was changed")
		}),
	}
}

func (a *app) verifyCatalog(ctx context.Context, o catalog.VerifyOptions) error {
	c, err := a.openCatalog()
	if err != nil {
		return err
	}
	report, err := c.Verify(ctx, o)
	if err != nil {
		return err
	}
	if err := a.write(output.VerifyDocument(report)); err != nil {
		return err
	}
	return report.Err()
}

func (a *app) pluginsAddCommand() *cobra.Command {
	var o catalog.AddOptions
	cmd := &cobra.Command{
		Use:   "add PATH",
		Short: "Copy a connector into the catalogue",
		Long: "Copy a connector into the catalogue, which is made when it does not exist. Name and version are what the\n" +
			"connector says of itself: the copy is run with --manifest. With --public-key it must have a valid signature\n" +
			"by one of the keys, and is not run without; the signature is PATH.minisig, or what --signature names.\n" +
			"The same file again is no error. Another file with the same name and version is refused unless --replace is\n" +
			"given; the file that is replaced stays on the disk, because it may be running.\n" +
			"With --checksums the whole folder of that file is copied, and PATH is the file in there that is started; the\n" +
			"signature is FILE.minisig then. The folder must have the files that are listed, and no others.",
		Example: `  igahost --catalog connectors plugins add bin/iga-connector-zoom
  igahost --catalog connectors --public-key minisign.pub plugins add iga-connector-zoom
  igahost --catalog connectors plugins add --checksums node-connector/SHA256SUMS node-connector/start`,
		Args:        words(1, 1),
		Annotations: ownFlags("catalog", "checksums", "output", "public-key", "quiet"),
		RunE: a.run(func(cmd *cobra.Command, args []string) error {
			keys, err := a.publicKeys()
			if err != nil {
				return err
			}
			if o.Signature != "" && len(keys) == 0 {
				return usagef("--signature needs --public-key: without a trusted key it proves nothing")
			}
			o.PublicKeys, o.Checksums = keys, a.flags.checksums
			return a.interrupted(cmd.Context(), a.addToCatalog(cmd.Context(), args[0], o), "nothing was added")
		}),
	}
	f := cmd.Flags()
	f.StringVar(&o.Signature, "signature", "", "minisign signature of the connector (default PATH.minisig, or that of --checksums); needs --public-key")
	f.BoolVar(&o.Replace, "replace", false, "take the place of another file with the same name and version")
	return cmd
}

func (a *app) addToCatalog(ctx context.Context, path string, o catalog.AddOptions) error {
	dir, err := a.catalogDir()
	if err != nil {
		return err
	}
	c, err := catalog.Create(dir)
	if err != nil {
		return err
	}
	result, err := c.Add(ctx, path, o)
	if errors.Is(err, shared.ErrAlreadyExists) {
		return fmt.Errorf("%w; to replace it all the same, add --replace", err)
	}
	if err != nil {
		return err
	}
	return a.write(output.AddDocument(result))
}

// openCatalog opens the catalogue, which must exist.
func (a *app) openCatalog() (*catalog.Catalog, error) {
	dir, err := a.catalogDir()
	if err != nil {
		return nil, err
	}
	c, err := catalog.Open(dir)
	if errors.Is(err, shared.ErrNotFound) {
		return nil, fmt.Errorf("%w; igahost plugins add PATH makes one", err)
	}
	return c, err
}
